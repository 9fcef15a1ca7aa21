"""Fetched pages read by newsbeam and by trafilatura, beside what people read there: `python benchmarks/pages.py FOLDER [a|b]`.

FOLDER holds pages, gzipped or not, and `pages.jsonl`: one object a page with `file`, `url` and what is right of `body`, `title`,
`authors`, `date` (ISO 8601) and `keywords`; what is missing there is not scored. Half `a` is for tuning, `b` for the report.
Bodies are scored by shingles of four words (of characters in scripts without spaces), as the mean of the pages' F1.
"""

import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple

from newsbeam.connectors.formats import parse
from newsbeam.pipeline.evaluate.score import half_of
from newsbeam.pipeline.stages.normalise import ItemContext, normalise
from newsbeam.schemas.document import Document
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item, ParseError

_WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff]|[^\\W\u3040-\u30ff\u3400-\u9fff]+")
NOW = datetime(2026, 12, 1, tzinfo=UTC)


class Read(NamedTuple):
    """What a reader took from a page."""

    body: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    date: str | None = None
    keywords: tuple[str, ...] = ()


def by_newsbeam(page: bytes, url: str) -> Read:
    """The row that `format = "article_html"` gives."""
    feed = Feed(id="pages", provider="", url=url)
    try:
        document = Document(feed_id="pages", uri=url, fetched_at=NOW, payload=page)
        item = next(one for one in parse(document, "article_html") if isinstance(one, Item))
        row = normalise(item, ItemContext(feed=feed, fetched_at=NOW, as_of=NOW, landing_ref="-"))
    except (ParseError, StopIteration):
        return Read()
    body = (row.dateline_text or "") + (row.body_text or "")
    day = row.first_created.isoformat() if row.first_created else None
    return Read(body, row.headline or "", tuple(row.authors or ()), day, tuple(row.keywords or ()))


def by_trafilatura(page: bytes, url: str) -> Read:
    """Trafilatura as it comes, its metadata too."""
    import trafilatura

    found: Any = trafilatura.bare_extraction(page, url=url, include_comments=False, with_metadata=True)
    if found is None:
        return Read()
    fields = found.as_dict()
    authors = tuple(name.strip() for name in (fields.get("author") or "").split(";") if name.strip())
    words = (*(fields.get("tags") or ()), *(fields.get("categories") or ()))
    return Read(fields.get("text") or "", fields.get("title") or "", authors, fields.get("date"), words)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words; all of them as one where there are fewer."""
    words = _WORD.findall(text.casefold())
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3))) if words else Counter()


def f1(found: Counter[Any], right: Counter[Any]) -> float:
    """The harmonic mean of precision and recall."""
    common = sum((found & right).values())
    return 2 * common / (sum(found.values()) + sum(right.values())) if common else float(not found and not right)


def folded(names: Iterable[str]) -> Counter[str]:
    """Names for comparison."""
    return Counter({" ".join(_WORD.findall(name.casefold())) for name in names} - {""})


def day_apart(found: str | None, right: str) -> int | None:
    """Days between two dates in UTC; None where none was found."""
    if not found:
        return None
    one, other = (datetime.fromisoformat(text).date() for text in (found[:10], _utc(right)[:10]))
    return abs((one - other).days)


def _utc(text: str) -> str:
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo is None else at.astimezone(UTC)).isoformat()


def main(folder: Path, half: str | None) -> None:
    """Print both readers' figures."""
    rows = [json.loads(line) for line in (folder / "pages.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if half is None or half_of(row["file"]) == half]
    readers: dict[str, Callable[[bytes, str], Read]] = {"newsbeam": by_newsbeam, "trafilatura": by_trafilatura}
    found: dict[str, list[tuple[dict[str, Any], Read]]] = {name: [] for name in readers}
    spent: Counter[str] = Counter()
    for row in rows:
        page = (folder / row["file"]).read_bytes()
        page = gzip.decompress(page) if page[:2] == b"\x1f\x8b" else page
        for name, read in readers.items():
            begun = time.process_time()
            found[name].append((row, read(page, row["url"])))
            spent[name] += time.process_time() - begun
    print(f"{folder.name}{f', half {half}' if half else ''}: {len(rows)} pages")
    for name in readers:
        print(f"{name:12} {'  '.join(figures(found[name]))}  {1000 * spent[name] / max(len(rows), 1):.0f} ms a page")


def figures(pairs: list[tuple[dict[str, Any], Read]]) -> Iterable[str]:
    """One figure a field."""
    bodies = [f1(shingles(read.body), shingles(row["body"])) for row, read in pairs if row.get("body")]
    yield f"body F1 {mean(bodies):.3f} ({sum(one < 0.5 for one in bodies)} under .5)"
    if titled := [(row["title"], read.title) for row, read in pairs if row.get("title")]:
        same = sum(folded([right]) == folded([title]) for right, title in titled)
        yield f"headlines {same} of {len(titled)}"
    if signed := [(folded(read.authors), folded(row["authors"])) for row, read in pairs if row.get("authors") is not None]:
        hits, gave, right = (
            sum(sum(one.values()) for one in column) for column in ([a & b for a, b in signed], *zip(*signed, strict=True))
        )
        yield f"authors P {hits / max(gave, 1):.3f} R {hits / max(right, 1):.3f} F1 {2 * hits / max(gave + right, 1):.3f}"
    if dated := [day_apart(read.date, row["date"]) for row, read in pairs if row.get("date")]:
        yield f"day {sum(one == 0 for one in dated)} of {len(dated)}, undated {sum(one is None for one in dated)}"
    if words := [f1(folded(read.keywords), folded(row["keywords"])) for row, read in pairs if row.get("keywords")]:
        yield f"keywords F1 {mean(words):.3f} ({sum(not read.keywords for row, read in pairs if row.get('keywords'))} without)"


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
