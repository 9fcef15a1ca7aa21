"""Persons and organisations of labelled releases: how many of the main ones a row names, and how many of its names are right.

A set is a folder with `labels.jsonl` and the releases as files. A line of the labels has `file`, `language`, `persons` and
`orgs` (the main ones); `persons_too` and `orgs_too`, where a line has them, are the other names that a reader would grant, and
only such lines say anything about precision. A file goes the way of every document: parsed, cleaned, tagged.

A name counts as found where a row's name has the same words, or where the words of one stand in the other ("Sergey Lavrov" in
"Sergey Viktorovich Lavrov").
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsbeam.connectors.formats import parse
from newsbeam.pipeline.evaluate.score import figure, named, records
from newsbeam.pipeline.stages.normalise import ItemContext, normalise
from newsbeam.pipeline.stages.tag import tag
from newsbeam.schemas.document import Document
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item
from newsbeam.schemas.story import Story

_AT = datetime(2026, 1, 1, tzinfo=UTC)
_CASELESS = frozenset("ar fa ur he hi bn mr gu pa ta te kn ml ne si th lo my km ka am zh ja ko".split())  # noqa: SIM905
_COLUMNS = (("persons", "persons"), ("orgs", "organisations"))


def evaluate(path: Path, half: str | None = None) -> str:
    """The figures with capitals and without, and what was missed or wrong."""
    judged = [(record, story_of(path / record["file"])) for record in records(path / "labels.jsonl", half)]
    missed: list[str] = []
    return "\n".join([f"names: {named(path, half)}, {len(judged)} releases", *_figures(judged, missed), *missed]) + "\n"


def story_of(path: Path) -> Story | None:
    """The first story in a file, as the pipeline tells it; None where it tells none."""
    document = Document(feed_id="file", uri=path.name, fetched_at=_AT, payload=path.read_bytes())
    context = ItemContext(feed=Feed(id="file", url=path.name, provider="file"), fetched_at=_AT, as_of=_AT, landing_ref="-")
    for item in parse(document, "auto"):
        if isinstance(item, Item):
            return tag(normalise(item, context))
    return None


def _figures(judged: Sequence[tuple[Mapping[str, Any], Story | None]], missed: list[str]) -> Iterator[str]:
    for label, caseless in (("with capitals", False), ("without", True)):
        own = [one for one in judged if (one[0]["language"] in _CASELESS) is caseless]
        for labelled, column in _COLUMNS:
            hits = n = right = given = 0
            for record, story in own:
                names = (getattr(story, column) if story else None) or ()
                lost = [one for one in record[labelled] if not any(same(one, name) for name in names)]
                hits += len(record[labelled]) - len(lost)
                n += len(record[labelled])
                missed += [f"    missed {record['file']} {labelled}: {one}" for one in lost]
                if f"{labelled}_too" in record:
                    granted = [*record[labelled], *record[f"{labelled}_too"]]
                    wrong = [name for name in names if not any(same(one, name) for one in granted)]
                    given += len(names)
                    right += len(names) - len(wrong)
                    missed += [f"    wrong  {record['file']} {labelled}: {one}" for one in wrong]
            yield f"    {label:<13} {column:<13} recall {figure(hits, n)}   precision {figure(right, given)}"


def same(one: str, other: str) -> bool:
    """Whether two names are one, or one stands in the other.

    An abbreviation is its name too.

    >>> same("Sergey Lavrov", "Sergey Viktorovich Lavrov"), same("Imran Khan", "Khan Research")
    (True, False)
    """
    mine, theirs = _words(one), _words(other)
    for short, long in ((one, other), (other, one)):
        if short.isupper() and len(short) > 2 and short == "".join(c for c in long if c.isupper()):
            return True
    if mine <= theirs or theirs <= mine:
        return bool(mine and theirs)
    return "".join(sorted(mine)) == "".join(sorted(theirs))


def _words(name: str) -> frozenset[str]:
    bare = unicodedata.normalize("NFKD", name.casefold())
    return frozenset(re.findall(r"\w+", "".join(c for c in bare if not unicodedata.combining(c) or ord(c) > 0x370)))
