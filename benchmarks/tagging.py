"""What tagging costs beside an earlier version: `NEWSBEAM_CORPUS=... python benchmarks/tagging.py CLONE [--items 3000] [--rounds 4]`.

Both versions tag the same stories, those of the workload and (with NEWSBEAM_CORPUS) of the recorded feeds: a child process of each takes the
next 200 of them, then the other's does, so that whatever else the machine does falls on both. Each round begins with new processes; what they
load they load with 1,600 stories of the other set and the first 200 of this one, which do not count. The others are texts that they never met.
Each process is set up as the version's commands set up theirs (allocator, collector). The ratio is that of all chunks' CPU time, its interval from drawing chunks anew (bootstrap). `--taggers` times each tagger by itself.

    NEWSBEAM_CORPUS=... python benchmarks/tagging.py CLONE --runs

ingests both sets with both versions instead, in turn, and compares the CPU time of the stage TagStories: with loading, and where a version tags
each story between reading two others, with what that costs it.

    NEWSBEAM_CORPUS=... python benchmarks/tagging.py --dump FILE

writes what the taggers say of all of these stories instead, as JSON lines: two such files say whether a change has changed a tag.
"""

import argparse
import dataclasses
import gzip
import json
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import workload
from equal import recorded
from tagging_child import story as story_from

from newsbeam.connectors.catalog.feed_list import load_catalog
from newsbeam.connectors.formats import parse
from newsbeam.pipeline.evaluate.score import records, story_of
from newsbeam.pipeline.stages.normalise import ItemContext, normalise
from newsbeam.pipeline.stages.tag import tag_all
from newsbeam.pipeline.text.ids import decide_id_basis
from newsbeam.schemas.document import Document
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item, ParseError

HERE = Path(__file__).resolve().parent
CHUNK = 200
WARM = 1_600
"""Stories of the other set, by which tables are loaded."""
RECORDED_AT = datetime(2026, 11, 29, 12, tzinfo=UTC)
READ = "headline summary body_text dateline_place dateline_country dateline_text keywords url canonical_url provider origin_agency distributor".split()  # noqa: SIM905
"""What taggers read of a story, beside its claims."""


def of_feeds(feeds: list[tuple[Feed, bytes]]) -> Iterator[dict[str, Any]]:
    """What the taggers read of every entry of these documents."""
    for feed, payload in feeds:
        try:
            items = [
                one
                for one in parse(Document(feed_id=feed.id, uri=feed.id, fetched_at=RECORDED_AT, payload=payload))
                if isinstance(one, Item)
            ]
        except ParseError:
            continue
        basis = decide_id_basis(items, feed)
        for item in items:
            context = ItemContext(feed=feed, fetched_at=RECORDED_AT, as_of=RECORDED_AT, landing_ref="a#0#b", id_basis=basis)
            try:
                story = normalise(item, context)
            except ParseError:
                continue
            yield {name: getattr(story, name) for name in READ} | {"claims": dataclasses.asdict(story.claims)}


def sets(folder: Path, items: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(name, stories) of each set, in an order that mixes feeds."""
    catalog = load_catalog(workload.write(folder / "feeds", items))
    yield "workload", list(of_feeds([(feed, (folder / "feeds" / Path(feed.path).name).read_bytes()) for feed in catalog.feeds]))
    if corpus := os.environ.get("NEWSBEAM_CORPUS"):
        files = [path for path in sorted((Path(corpus) / "feeds-recorded").rglob("*")) if path.is_file()]
        feeds = []
        for n, path in enumerate(files):
            data = path.read_bytes()
            feeds.append((Feed(id=f"f{n}", provider=f"p{n}"), gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data))
        yield "recorded feeds", list(of_feeds(feeds))


class Version:
    """A clone's child process."""

    def __init__(self, clone: Path, path: Path, *, apart: bool) -> None:
        command = [
            str(clone / ".venv/bin/python"),
            str(HERE / "tagging_child.py"),
            str(path),
            str(CHUNK),
            "apart" if apart else "whole",
        ]
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=clone)
        self.child.stdout.readline()

    def tag(self, start: int) -> tuple[float, dict[str, float]]:
        """CPU seconds of the chunk that begins there, whole and by tagger."""
        self.child.stdin.write(f"{start}\n")
        self.child.stdin.flush()
        return json.loads(self.child.stdout.readline())

    def close(self) -> None:
        """End the process."""
        self.child.stdin.close()
        self.child.wait()


def interval(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    """The 95 % interval of the ratio of sums, by drawing pairs anew."""
    dice = random.Random(1)
    drawn = []
    for _ in range(1_000):
        some = dice.choices(pairs, k=len(pairs))
        drawn.append(sum(now for now, _ in some) / sum(before for _, before in some))
    drawn.sort()
    return drawn[25], drawn[974]


def compare(name: str, path: Path, warm: int, count: int, clones: tuple[Path, Path], rounds: int, *, apart: bool) -> None:
    """Print a set's line, and with `apart` one for each tagger."""
    pairs, ratios, by_tagger, load = [], [], [{}, {}], [0.0, 0.0]
    for turn in range(rounds):
        versions = [Version(clone, path, apart=apart) for clone in clones]
        of_round = []
        for start in range(0, count, CHUNK):
            spent = [0.0, 0.0]
            for at in (0, 1) if (turn + start // CHUNK) % 2 else (1, 0):
                spent[at], each = versions[at].tag(start)
                for tagger, cpu in each.items() if start >= warm else ():
                    by_tagger[at][tagger] = by_tagger[at].get(tagger, 0.0) + cpu
            if start >= warm:
                of_round.append(tuple(spent))
            else:
                load = [a + b / rounds for a, b in zip(load, spent, strict=True)]
        for one in versions:
            one.close()
        pairs += of_round
        ratios.append(sum(now for now, _ in of_round) / sum(before for _, before in of_round))
    stories = rounds * (count - warm) / 1e6
    low, high = interval(pairs)
    now, before = (sum(one[at] for one in pairs) / stories for at in (0, 1))
    print(
        f"{name}: {count - warm:,} stories, {now:.0f} us a story now, {before:.0f} before; ratio {now / before:.3f} [{low:.3f}, {high:.3f}], "
        f"rounds' median {median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f}); first {warm:,} with loading {load[0]:.2f} s, {load[1]:.2f} s before"
    )
    for tagger, cpu in by_tagger[0].items() if apart else ():
        was = by_tagger[1].get(tagger, 0.0)
        print(f"  {tagger:<10} {cpu / stories:6.1f} us now, {was / stories:6.1f} before, {cpu / was if was else 0:.2f}")


def compare_runs(folder: Path, clones: tuple[Path, Path], items: int, rounds: int) -> None:
    """Print a line for each set."""
    lists = [("workload", workload.write(folder / "runs", items), workload.NOW)]
    if corpus := os.environ.get("NEWSBEAM_CORPUS"):
        (folder / "recorded").mkdir()
        lists.append(("recorded feeds", recorded(Path(corpus), folder / "recorded"), RECORDED_AT))
    for name, feeds, day in lists:
        spent: list[list[float]] = [[], []]
        for turn in range(rounds):
            for at in (0, 1) if turn % 2 else (1, 0):
                out = folder / f"out-{name}-{turn}-{at}"
                command = [clones[at] / ".venv/bin/python", HERE / "tagging_child.py", feeds, out, day.isoformat()]
                done = subprocess.run(command, cwd=clones[at], check=True, capture_output=True, text=True)
                seconds, count = json.loads(done.stdout.rstrip().rsplit("\n", 1)[-1])
                spent[at].append(seconds / count * 1e6)
                shutil.rmtree(out)
        ratios = [now / before for now, before in zip(*spent, strict=True)]
        print(
            f"{name}: {count:,} stories a run, {median(spent[0]):.0f} us a story now, {median(spent[1]):.0f} before; "
            f"ratio of {rounds} pairs, median {median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f})"
        )


def dump(into: Path, all_sets: list[tuple[str, list[dict[str, Any]]]]) -> None:
    """What is said of every story, a line each: of the sets, and of the texts in the evaluation sets (NEWSBEAM_EVAL)."""
    stories = [story_from(json.dumps(columns)) for _, listed in all_sets for columns in listed]
    for path in sorted(Path(os.environ["NEWSBEAM_EVAL"]).glob("*.jsonl.gz")) if "NEWSBEAM_EVAL" in os.environ else ():
        for record in records(path):
            texts = [record[key] for key in ("text", "a", "b") if isinstance(record.get(key), str)]
            stories += [story_of(record.get("title") or None, text) for text in texts]
    seen = 0
    with into.open("w", encoding="utf-8") as file:
        for start in range(0, len(stories), CHUNK):
            for tagged in tag_all(stories[start : start + CHUNK]):
                file.write(json.dumps(dataclasses.asdict(tagged), ensure_ascii=False, default=str, sort_keys=True) + "\n")
                seen += 1
    print(f"{seen:,} stories in {into}")


def main() -> None:
    """Compare, or write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clone", type=Path, nargs="?")
    parser.add_argument("--items", type=int, default=3_000)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--taggers", action="store_true")
    parser.add_argument("--only", default="", help="a set: workload or recorded")
    parser.add_argument("--runs", action="store_true")
    parser.add_argument("--dump", type=Path)
    arguments = parser.parse_args()
    with TemporaryDirectory(dir=os.environ.get("NEWSBEAM_BENCH_DIR")) as scratch:
        folder = Path(scratch)
        if arguments.runs:
            compare_runs(folder, (HERE.parent, arguments.clone.resolve()), arguments.items, arguments.rounds)
            return
        found = list(sets(folder, arguments.items + CHUNK))
        if arguments.dump:
            dump(arguments.dump, found)
            return
        clones = (HERE.parent, arguments.clone.resolve())
        for _, stories in found:
            random.Random(5).shuffle(stories)
        for at, (name, stories) in enumerate(found):
            if not name.startswith(arguments.only):
                continue
            warm = [*(found[at - 1][1][:WARM] if len(found) > 1 else ()), *stories[:CHUNK]]
            picked = [*warm, *stories[CHUNK : CHUNK + arguments.items]]
            path = folder / f"{name}.jsonl"
            path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in picked), encoding="utf-8")
            compare(name, path, len(warm), len(picked), clones, arguments.rounds, apart=arguments.taggers)


if __name__ == "__main__":
    main()
