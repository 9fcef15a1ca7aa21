"""Copies found, wrongly joined, and paid for: newsbeam's clusters beside rensa, datasketch and datatrove's parameters.

    python benchmarks/clusters.py [--set SET] [--texts FILE ...] [--scale N ...]

One process, interleaved, CPU time. The libraries run as their documentation shows (lower-cased words, their defaults);
for datatrove, whose pipeline runs on files, its parameters (5-word shingles, 14 buckets of 8 hashes) run on datasketch.
`--set` holds originals and altered copies; the pairs of `cluster_labels.tsv` find their texts in it and in `--texts`.
"""

import argparse
import json
import os
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import environment
from run import refuse_noise, write_down

from newsbeam.pipeline.evaluate import clusters as evaluation
from newsbeam.pipeline.evaluate.score import wilson
from newsbeam.pipeline.near import RecentSketches, cluster
from newsbeam.pipeline.near.sketch import Sketch, SketchInput, sketches_of

LABELS = Path(__file__).with_name("cluster_labels.tsv")
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
Clusters = Callable[[Sequence[str]], list[int]]
"""Texts -> for each, the number of the text that leads its cluster."""


def sketched(texts: Sequence[str], between: timedelta) -> list[Sketch]:
    """Their sketches, told one after the other; some at a time, as a batch makes them."""
    return list(sketches_of([SketchInput(f"{n:09}", "", BEGIN + n * between, "", text) for n, text in enumerate(texts)]))


def newsbeam(texts: Sequence[str]) -> list[int]:
    sketches = sketched(texts, timedelta(milliseconds=1))
    return [int(verdict.cluster_id) for verdict in cluster(sketches, RecentSketches())]


def rensa_defaults(texts: Sequence[str]) -> list[int]:
    """RMinHashLSH as its README shows it: threshold 0.8, 128 permutations, 16 bands; words as tokens."""
    import rensa

    index = rensa.RMinHashLSH(threshold=0.8, num_perm=128, num_bands=16)
    hashes = {}
    leads = list(range(len(texts)))
    for n, text in enumerate(texts):
        one = rensa.RMinHash(num_perm=128, seed=42)
        one.update(text.lower().split())
        near = [other for other in index.query(one) if leads[other] == other and hashes[other].jaccard(one) >= 0.8]
        if near:
            leads[n] = min(near)
        index.insert(n, one)
        hashes[n] = one
    return leads


def datasketch_defaults(texts: Sequence[str]) -> list[int]:
    """MinHashLSH(threshold=0.9, num_perm=128), as constructed without arguments; words as tokens."""
    from datasketch import MinHash, MinHashLSH

    def minhash(text: str) -> MinHash:
        one = MinHash(num_perm=128)
        one.update_batch([word.encode() for word in set(text.lower().split())])
        return one

    return _indexed(texts, MinHashLSH(threshold=0.9, num_perm=128), minhash)


def datatrove_parameters(texts: Sequence[str]) -> list[int]:
    """The defaults of MinhashConfig(): 5-word shingles, 14 buckets of 8 hashes each."""
    from datasketch import MinHash, MinHashLSH

    def minhash(text: str) -> MinHash:
        words = re.findall(r"\w+", text.lower())
        one = MinHash(num_perm=112)
        one.update_batch({" ".join(words[n : n + 5]).encode() for n in range(max(1, len(words) - 4))})
        return one

    return _indexed(texts, MinHashLSH(num_perm=112, params=(14, 8)), minhash)


def _indexed(texts: Sequence[str], index: object, minhash: Callable[[str], object]) -> list[int]:
    leads = list(range(len(texts)))
    for n, text in enumerate(texts):
        one = minhash(text)
        near = [other for other in index.query(one) if leads[other] == other]  # type: ignore[attr-defined]
        if near:
            leads[n] = min(near)
        index.insert(n, one)  # type: ignore[attr-defined]
    return leads


WAYS: dict[str, Clusters] = {
    "newsbeam": newsbeam,
    "rensa defaults": rensa_defaults,
    "datasketch defaults": datasketch_defaults,
    "datatrove parameters": datatrove_parameters,
}


def compare(path: Path, rounds: int) -> Iterator[str]:
    rows = list(evaluation.lines(path))
    place = {row["id"]: n for n, row in enumerate(rows)}
    copies = [(place[row["id"]], place[row["base"]], row["kind"]) for row in rows if row["kind"] != "orig"]
    kinds = sorted({kind for _, _, kind in copies})
    texts = [row["text"] for row in rows]
    seconds: dict[str, list[float]] = {name: [] for name in WAYS}
    leads: dict[str, list[int]] = {}
    for _ in range(rounds):
        for name, way in WAYS.items():
            begin = time.process_time()
            leads[name] = way(texts)
            seconds[name].append(time.process_time() - begin)
    yield f"| {len(texts)} texts, {len(copies)} copies | recall | 95 % | " + " | ".join(kinds) + " | texts/s |"
    yield "|---|---|---|" + "---|" * (len(kinds) + 1)
    for name in WAYS:
        found = [(leads[name][one] == leads[name][base], kind) for one, base, kind in copies]
        hits = sum(hit for hit, _ in found)
        low, high = wilson(hits, len(found))
        shares = [sum(hit for hit, k in found if k == kind) / sum(k == kind for _, k in found) for kind in kinds]
        cells = " | ".join(f"{share:.2f}" for share in shares)
        speed = len(texts) / median(seconds[name])
        yield f"| {name} | {hits / len(found):.4f} | {low:.3f}-{high:.3f} | {cells} | {speed:,.0f} |"


def labelled(paths: Sequence[Path]) -> Iterator[str]:
    texts = {row["id"]: row for path in paths for row in evaluation.lines(path) if "id" in row}
    with LABELS.open(encoding="utf-8") as lines:
        next(lines)
        pairs = [(one, other, same == "1") for one, other, same in (line.rstrip("\n").split("\t") for line in lines)]
    with TemporaryDirectory() as folder:
        joint = Path(folder) / "pairs.jsonl"
        with joint.open("w", encoding="utf-8") as file:
            for one, other, same in pairs:
                file.write(json.dumps({"first": one, "second": other, "same": same}) + "\n")
            for name in {name for pair in pairs for name in pair[:2]} & texts.keys():
                file.write(json.dumps({"id": name, "title": texts[name].get("title"), "text": texts[name]["text"]}) + "\n")
        yield evaluation.evaluate(joint)


def scale(path: Path, sizes: Sequence[int]) -> Iterator[str]:
    """Texts a second of one core at each size: the set's originals with their words shuffled by the sentence, a quarter copies."""
    originals = [row["text"] for row in evaluation.lines(path) if row["kind"] == "orig"]
    yield "| texts | sketch us | cluster us | texts/s | clusters |"
    yield "|---|---|---|---|---|"
    for size in sizes:
        texts = grown(originals, size)
        begin = time.process_time()
        sketches = sketched(texts, timedelta(seconds=1))
        middle = time.process_time()
        found = {verdict.cluster_id for verdict in cluster(sketches, RecentSketches())}
        end = time.process_time()
        per = [(middle - begin) / size * 1e6, (end - middle) / size * 1e6]
        yield f"| {size:,} | {per[0]:.0f} | {per[1]:.0f} | {size / (end - begin):,.0f} | {len(found):,} |"


def grown(originals: Sequence[str], size: int) -> list[str]:
    """`size` texts in the manner of `originals`: new orders of their words, so that none is a copy; a quarter are cut copies."""
    dice = random.Random(7)
    texts: list[str] = []
    while len(texts) < size:
        if texts and dice.random() < 0.25:
            text = texts[dice.randrange(max(0, len(texts) - 5000), len(texts))]
            texts.append(text[: int(len(text) * dice.uniform(0.5, 1))])
        else:
            words = dice.choice(originals).split()
            dice.shuffle(words)
            texts.append(" ".join(words))
    return texts


def main() -> None:
    folder = os.environ.get("NEWSBEAM_EVAL")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--set", type=Path, default=Path(folder) / "neardup.jsonl.gz" if folder else None, help="originals and altered copies"
    )
    parser.add_argument("--texts", type=Path, nargs="*", default=None, help="sets that hold the labelled pairs' texts")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scale", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--write", action="store_true", help="keep the tables in README.md")
    options = parser.parse_args()
    environment.enter()
    if options.write:
        refuse_noise()
    if not options.set or not options.set.exists():
        sys.exit("no set: name one with --set, or the folder of the evaluation sets in NEWSBEAM_EVAL")
    if options.texts is None:
        options.texts = [p for name in ("country", "topics") if (p := options.set.with_name(f"{name}.jsonl.gz")).exists()]
    tables: list[list[str]] = []
    for lines in (compare(options.set, options.rounds), labelled(options.texts), scale(options.set, options.scale)):
        tables.append([])
        for line in lines:
            tables[-1].append(line)
            print(line, flush=True)
        print()
    if options.write:
        write_down("clusters", "\n\n".join("\n".join(lines) for lines in tables))


if __name__ == "__main__":
    main()
