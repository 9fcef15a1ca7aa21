"""How well copies are found: recall on altered copies of known originals, precision on pairs labelled by reading.

A set is JSON lines (`.gz` or plain) with `id`, `base` (the original's id), `kind` (`orig` or how the copy was made),
`text` and, where they are known, `title` and `provider`. Lines with `first`, `second` and `same` (true or false) are labelled pairs; their texts are lines with an `id`.
"""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from newsbeam.pipeline.evaluate.score import figure, half_of
from newsbeam.pipeline.near import RecentSketches, Sketch, cluster
from newsbeam.pipeline.near.sketch import bare, sketch_of, text_of
from newsbeam.pipeline.near.verify import compare, facts_of

_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def evaluate(path: Path, half: str | None = None) -> str:
    """Recall by kind of copy and precision on labelled pairs, each with n and Wilson's 95 % interval, as text."""
    texts: dict[str, dict[str, Any]] = {}
    pairs: list[dict[str, Any]] = []
    for line in lines(path):
        if "first" in line:
            if half is None or half_of(line["first"]) == half:
                pairs.append(line)
        elif "id" in line:
            texts[line["id"]] = line
    report = [*_recall({k: t for k, t in texts.items() if half is None or half_of(t.get("base") or k) == half})]
    if pairs:
        report += _precision(texts, pairs)
    if not report:
        raise ValueError("neither copies (id, base, kind, text) nor pairs (first, second, same)")
    return "\n".join(report)


def _recall(texts: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    copies = [one for one in texts.values() if one.get("kind", "orig") != "orig" and one.get("base") in texts]
    if not copies:
        return
    sketches = [_sketch(one, number) for number, one in enumerate(texts.values())]
    cluster_of = {verdict.story_id: verdict.cluster_id for verdict in cluster(sketches, RecentSketches())}
    found: dict[str, list[bool]] = defaultdict(list)
    for one in copies:
        found[one["kind"]].append(cluster_of[one["id"]] == cluster_of[one["base"]])
    yield f"recall: copies in the cluster of their original ({len(texts)} texts)"
    for kind in sorted(found):
        yield _line(kind, sum(found[kind]), len(found[kind]))
    yield _line("all", sum(map(sum, found.values())), len(copies))
    strays = sum(cluster_of[one["id"]] not in (cluster_of[one["base"]], one["id"]) for one in copies)
    yield f"copies in a cluster that is not their original's: {strays}"
    originals = [one["id"] for one in texts.values() if one.get("kind") == "orig"]
    merged = sum(cluster_of[one] != one for one in originals)
    yield f"originals in the cluster of another: {merged} of {len(originals)} (the set holds unmarked copies: read them)"


def _line(name: str, hits: int, n: int) -> str:
    return f"{name:<20} {figure(hits, n)}"


def _precision(texts: Mapping[str, Mapping[str, Any]], pairs: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    right = wrong = missed = kept_apart = lacking = 0
    for pair in pairs:
        if pair["first"] not in texts or pair["second"] not in texts:
            lacking += 1
            continue
        one, other = (facts_of(_sketch(texts[pair[end]], 0)) for end in ("first", "second"))
        found = compare(other, one) is not None
        right += found and pair["same"]
        wrong += found and not pair["same"]
        missed += not found and pair["same"]
        kept_apart += not found and not pair["same"]
    yield "pairs labelled by reading"
    yield _line("precision", right, right + wrong)
    yield _line("recall", right, right + missed)
    yield _line("templates kept apart", kept_apart, kept_apart + wrong)
    if lacking:
        yield f"pairs whose texts are not in the set: {lacking}"


def _sketch(one: Mapping[str, Any], number: int) -> Sketch:
    text, headline = text_of(one.get("title"), None, one["text"]), bare(one.get("title"))
    created = _BEGIN + timedelta(milliseconds=number)
    return sketch_of(
        story_id=one["id"],
        telling_id=one["id"],
        first_created=created,
        order="",
        text=text,
        headline=headline,
        provider=one.get("provider"),
    )


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a set, one object each."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())
