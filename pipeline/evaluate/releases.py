"""Releases: a folder of archived texts with `labels.jsonl` beside them, scored column by column. Prints the misses.

A label is a JSON object a line: `file`, and of `dateline` (as printed; null: none is), `place`, `country` (a list: any
is right), `headline`, `origin`, `distributor`, `credit`, `language`, `day`, `authors` and `body` those that somebody has
read; `story` has the story's lines, `first` and `last` the words that begin and end it, `furniture` lines of the page
around it. What a label lacks is not scored, and nothing is scored against null but `dateline`. Names of agencies are
compared by the agency table, texts without case, accents and punctuation. `words kept` looks for every word of the page
in every column, `words in the body` for every word of the story where a reader of stories looks: text, summary, headline.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsbeam.connectors.formats import parse
from newsbeam.pipeline.evaluate.score import figure, named, records
from newsbeam.pipeline.stages.normalise import ItemContext, normalise
from newsbeam.pipeline.stages.tag import tag
from newsbeam.pipeline.text.agencies import agency
from newsbeam.schemas.document import Document
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import ParseError
from newsbeam.schemas.story import Story

_OTHER = re.compile(r"[\W_]+")
_UNSPACED = "\u3040"
"""Scripts from here on print no spaces: a dateline taken off ends no word there, so their characters are looked for."""
_STORY = ("headline", "headline_raw", "summary", "dateline_text", "body_text")
"""Where the story's words belong; another column keeps them, but away from it."""
_TEXTS = ("headline", "headline_raw", "summary", "byline", "dateline_text", "body_text", "ed_note", "credit", "page_text")
COLUMNS = (
    "row", "dateline found", "dateline exact", "dateline false", "place", "country", "headline", "origin", "distributor",
    "credit", "language", "day", "authors", "body without its dateline", "body", "story begins", "story ends", "story whole",
    "free of furniture", "words in the body", "words kept",
)  # fmt: skip


@dataclass(slots=True)
class Score:
    """(right, of) of each column, and every miss as a line."""

    counts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    misses: list[str] = field(default_factory=list)

    def add(self, column: str, right: bool, file: str, wanted: object = "", got: object = "") -> None:
        """One value; for `dateline false`, right means that it was taken for one."""
        self.counts[column][0] += right
        self.counts[column][1] += 1
        if right == (column == "dateline false"):
            self.misses.append(f"  {file} {column}: {wanted!r}, got {got!r}"[:300])


def report(folder: Path, half: str | None = None) -> str:
    """The figures with Wilson's 95 % intervals, then the misses."""
    score = measure(folder, half)
    rows = [f"  {name:<26}{figure(*score.counts[name])}" for name in COLUMNS if name in score.counts]
    return "\n".join([f"releases: {named(folder, half)}", *rows, f"\nmisses ({len(score.misses)})", *score.misses]) + "\n"


def measure(folder: Path, half: str | None = None) -> Score:
    """Every labelled file of the folder against what newsbeam makes of it."""
    score = Score()
    for label in records(folder / "labels.jsonl", half):
        text = (folder / label["file"]).read_bytes()
        stories = list(stories_of(text, label["file"]))
        score.add("row", bool(stories), label["file"])
        if stories:
            _score(score, label, stories[0], text.decode("utf-8", "replace"))
    return score


def stories_of(text: bytes, name: str) -> Iterator[Story]:
    """The stories of one archived text, tagged."""
    now = datetime(2100, 1, 1, tzinfo=UTC)
    feed = Feed(id="release", provider="file", path=name)
    document = Document(feed_id=feed.id, uri=name, fetched_at=now, payload=text, media_type="text/plain")
    for item in parse(document, "archived_text"):
        if not isinstance(item, ParseError):
            yield tag(normalise(item, ItemContext(feed=feed, fetched_at=now, as_of=now, landing_ref="-")))


def _score(score: Score, label: dict[str, Any], story: Story, text: str) -> None:
    file = label["file"]
    _score_dateline(score, label, story)
    compared = {
        "place": (story.dateline_place, _alike),
        "credit": (story.credit, _alike),
        "headline": (story.headline_raw or story.headline, _alike),
        "origin": (story.origin_agency, _same_house),
        "distributor": (story.distributor, _same_house),
        "country": (story.country, lambda wanted, got: got in wanted),
        "language": ((story.language or "").partition("-")[0], _alike),
        "day": (str(story.date), _alike),
        "body": (story.body_text, _alike),
    }
    for column, (got, right) in compared.items():
        if wanted := label.get(column):
            score.add(column, right(wanted, got), file, wanted, got)
    if "authors" in label:
        right_ones = set(map(bare, label["authors"])) == set(map(bare, story.authors or ()))
        score.add("authors", right_ones, file, label["authors"], story.authors)
    _score_lines(score, label, story)
    _score_words(score, label, story)
    kept = {word for name in _TEXTS for word in bare(getattr(story, name)).split()}
    unspaced = {character for word in kept for character in word if character >= _UNSPACED}
    lost = [
        word
        for word in bare(text).split()
        if word not in kept and not (word[0] >= _UNSPACED and unspaced.issuperset(c for c in word if c >= _UNSPACED))
    ]
    lost = lost[4:]  # "date", year, month, day
    score.add("words kept", not lost, file, "", " ".join(lost))


def _score_dateline(score: Score, label: dict[str, Any], story: Story) -> None:
    file, printed, body = label["file"], label.get("dateline"), story.body_text or ""
    if printed:
        score.add("dateline found", story.dateline_text is not None, file, printed)
        taken_out = " ".join(printed.split()) not in " ".join(
            body.split()
        )  # as printed: a text names its place again, in its own case
        score.add("body without its dateline", taken_out, file, printed, body[:80])
        if story.dateline_text is not None:
            score.add("dateline exact", _alike(printed, story.dateline_text), file, printed, story.dateline_text)
    elif "dateline" in label:
        score.add("dateline false", story.dateline_text is not None, file, None, story.dateline_text)


def _score_lines(score: Score, label: dict[str, Any], story: Story) -> None:
    """Where the body begins and ends, whether it has the whole story, and nothing of the page."""
    file = label["file"]
    body = bare(f"{story.dateline_text or ''} {story.body_text or ''}")
    printed = {bare(line) for line in (story.body_text or "").split("\n")}
    if first := label.get("first"):
        begins = [first] if isinstance(first, str) else first  # a standfirst's words, or the text's
        score.add("story begins", body.startswith(tuple(map(bare, begins))), file, first, body[:80])
    if last := label.get("last"):
        score.add("story ends", body.endswith(bare(last)), file, last, body[-80:])
    if lines := label.get("story"):
        lost = [line for line in lines if bare(line) not in body]
        score.add("story whole", not lost, file, "", "\n".join(lost))
    if "furniture" in label:
        stayed = [line for line in label["furniture"] if bare(line) in printed]
        score.add("free of furniture", not stayed, file, "", "\n".join(stayed))


def _score_words(score: Score, label: dict[str, Any], story: Story) -> None:
    """Whether every word of the labelled story, as often as it stands there, is in the columns of the story."""
    if wanted := label.get("story") or label.get("body"):
        lines = [wanted] if isinstance(wanted, str) else wanted
        lost = _counted("\n".join(lines))
        lost.subtract(_counted("\n".join(getattr(story, name) or "" for name in _STORY)))
        score.add("words in the body", not +lost, label["file"], "", " ".join((+lost).elements()))


def _counted(text: str) -> Counter[str]:
    """Its words; its characters where words are not parted."""
    return Counter(part for word in bare(text).split() for part in (word if word[0] >= _UNSPACED else (word,)))


def bare(text: str | None) -> str:
    """`text` without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text or "").casefold()
    return _OTHER.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def _alike(wanted: str, got: str | None) -> bool:
    return bare(wanted) == bare(got)


def _same_house(wanted: str, got: str | None) -> bool:
    known, found = agency(wanted), agency(got or "")
    return bare(known.name if known else wanted) == bare(found.name if found else got)
