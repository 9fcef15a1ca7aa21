"""Every row of this newsbeam against the same row of an earlier one, column by column: what has changed beside the cost.

    NEWSBEAM_CORPUS=... python benchmarks/equal.py CLONE [--items 2000] [--examples 2] [--write]

Both ingest the same documents once, the workload and (with NEWSBEAM_CORPUS) the recorded feeds; a row is the entry of a feed. Columns that both
have are compared; each that differs in any row is told with how many, and with examples. `--write` puts the table into `benchmarks/README.md`.
Leaves with 1 where a column differs for which `WHY` has no reason, or where rows are missing.
"""

import argparse
import gzip
import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq
import workload

HERE = Path(__file__).resolve().parent
RECORDED_AT = "2026-11-29T12:00:00Z"
VERSIONS = "it names the version"
TAGS = "tagging anew: lexicons, names in more scripts, countries weighed by context (issue 16)"
TEXTS = "lines of photo credits, boilerplate and markup cut where they were left, datelines behind them read, lines of pre kept; no words are null, not 0 (issue 15)"
CREDITS = "agencies' own spellings, and none from a bare word (issue 15)"
WHY = {
    VERSIONS: "normaliser_version newsbeam_version taggers",
    "the landing's compressor is another, so records begin elsewhere (issue 20)": "landing_ref",
    TAGS: "persons places organisations countries country_confidence country_basis country story_country subjects language language_basis "
    "focus_countries country_alpha3 region region_m49 partition_country",
    TEXTS: "body_text summary text headline word_count quality_flags dateline_text dateline_place dateline_country dateline_date",
    "bylines with no photographer or house in them; null where nothing is read (issue 15)": "byline authors",
    "a line of the time beside a byline is the page's": "page_text",
    CREDITS: "credit origin_agency distributor",
    "markup and entities within categories and captions are read (issue 13)": "keywords media",
    "a redirecting feed proxy's address gives way to the article's own (issue 13)": "canonical_url",
    "a guid's fragment is part of it, and one guid for many entries is no id: they were taken for revisions of one story (issue 13)": "story_id id_basis revision revision_kind supersedes",
    "made of the texts": "content_hash telling_id revision_order entities",
    "the texts' changes, other ids of leaders, and another test of near copies (issue 16)": "cluster_id cluster_relation cluster_similarity",
}
"""Why columns differ, each looked into."""
REASON = {column: reason for reason, columns in WHY.items() for column in columns.split()}
TAGGED = {column for column, reason in REASON.items() if reason in (TAGS, VERSIONS)} | {"landing_ref"}


def rows_of(clone: Path, feeds: Path, out: Path, as_of: str) -> dict[tuple[str, int], dict[str, Any]]:
    """(feed, entry) -> the row that a version makes of it."""
    command = [
        str(clone / ".venv/bin/newsbeam"),
        "ingest",
        "--feeds",
        str(feeds),
        "--out",
        str(out),
        "--due",
        "all",
        "--as-of",
        as_of,
    ]
    done = subprocess.run([*command, "--runner", "inline"], cwd=clone, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{clone}: {done.stderr[-2000:]}")
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for path in sorted((out / "stories").glob("date=*/country=*/*.parquet")):
        table = pq.ParquetFile(path).read()
        for row in table.to_pylist():
            row["country"] = path.parent.name.removeprefix("country=")
            found[row["feed_id"], row["entry"]] = row
    return found


def recorded(corpus: Path, folder: Path) -> Path:
    """A list of the recorded feeds, each a file."""
    tables = []
    for path in sorted((corpus / "feeds-recorded").rglob("*")):
        if path.is_file() and path.suffix not in (".tsv", ".md"):
            data = path.read_bytes()
            name = f"{len(tables):03}"
            (folder / f"{name}.xml").write_bytes(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)
            tables.append(f'[[feed]]\nid = "f{name}"\npath = "{name}.xml"\nprovider = "p{name}"\n')
    (folder / "feeds.toml").write_text("\n".join(tables), encoding="utf-8")
    return folder / "feeds.toml"


def compared(
    now: dict[Any, dict[str, Any]], before: dict[Any, dict[str, Any]]
) -> tuple[Counter[str], dict[str, list[Any]], list[str]]:
    """(column -> rows that differ, column -> examples, columns that both have)."""
    differ, examples = Counter[str](), dict[str, list[Any]]()
    shared = sorted(set(next(iter(now.values()))) & set(next(iter(before.values()))))
    for key in sorted(now.keys() & before.keys()):
        for column in shared:
            if now[key][column] != before[key][column]:
                differ[column] += 1
                examples.setdefault(column, []).append((key, before[key][column], now[key][column]))
    return differ, examples, shared


def main() -> None:
    """Compare, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clone", type=Path)
    parser.add_argument("--items", type=int, default=2000)
    parser.add_argument("--examples", type=int, default=0)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    columns, unexplained = [], False
    with TemporaryDirectory(dir=os.environ.get("NEWSBEAM_BENCH_DIR")) as scratch:
        folder = Path(scratch)
        at = (workload.NOW + timedelta(minutes=10)).isoformat()
        sets = [("workload", workload.write(folder / "feeds", arguments.items), at)]
        if corpus := os.environ.get("NEWSBEAM_CORPUS"):
            (folder / "recorded").mkdir()
            sets.append(("recorded feeds", recorded(Path(corpus), folder / "recorded"), RECORDED_AT))
        for name, feeds, as_of in sets:
            clones = (HERE.parent, arguments.clone.resolve())
            now, before = (rows_of(clone, feeds, folder / f"{name}-{n}", as_of) for n, clone in enumerate(clones))
            differ, examples, shared = compared(now, before)
            both = now.keys() & before.keys()
            same = sum(all(now[key][one] == before[key][one] for one in shared if one not in TAGGED) for key in both)
            lost, new = len(before.keys() - both), len(now.keys() - both)
            head = f"{name}: {len(both):,} rows in both, {lost} only before, {new} only now; {len(shared)} columns of both"
            columns.append((head, f"{same:,} rows", differ))
            unexplained |= bool(lost or differ.keys() - REASON.keys())
            for column, rows in differ.most_common():
                print(f"{name}: {column}: {rows}, {REASON.get(column, 'NOT EXPLAINED')}", file=sys.stderr)
                for key, old, fresh in examples[column][: arguments.examples]:
                    print(f"  {key}:\n    before {str(old)[:300]!r}\n    now    {str(fresh)[:300]!r}", file=sys.stderr)
    lines = [
        f"| why columns differ, and in how many rows | {' | '.join(head for head, *_ in columns)} |",
        f"|---|{'---|' * len(columns)}",
    ]
    lines.append(f"| equal but for tags and versions | {' | '.join(same for _, same, _ in columns)} |")
    for reason, names in {**WHY, "not explained": " ".join(sorted(set().union(*(d for *_, d in columns)) - REASON.keys()))}.items():
        cells = [", ".join(f"{one} {differ[one]:,}" for one in names.split() if differ[one]) for *_, differ in columns]
        if any(cells):
            lines.append(f"| {reason} | {' | '.join(cells)} |")
    print("\n".join(lines))
    if arguments.write:
        from run import write_down

        write_down("equal", "\n".join(lines))
    sys.exit(int(unexplained))


if __name__ == "__main__":
    main()
