"""Figures with their intervals, and the stories that labelled texts are made into."""

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import sqrt
from pathlib import Path
from typing import Any

from newsbeam.schemas.story import Story

SEED = "newsbeam"
"""Of the halves: a set is tuned on one and reported on the other, so the cut may never move."""

Z = 1.959964
"""The normal quantile of 95 %."""


def wilson(right: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share (E. B. Wilson, 1927): honest near 0 and 1 and for small n, unlike p +- 2s.

    >>> [round(x, 3) for x in wilson(9, 10)]
    [0.596, 0.982]
    """
    if not n:
        return 0.0, 1.0
    share, z2 = right / n, Z * Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def figure(right: int, n: int) -> str:
    """`0.931 [0.917, 0.943] of 1,234`."""
    if not n:
        return "none"
    low, high = wilson(right, n)
    return f"{right / n:.4f} [{low:.4f}, {high:.4f}] of {n:,}"


@dataclass(slots=True)
class Tally:
    """Right answers of one source, those among the answers that were given with confidence, and the confusions."""

    n: int = 0
    right: int = 0
    sure: int = 0
    sure_right: int = 0
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, *, right: bool, sure: bool, gold: str, answer: str) -> None:
        """One item."""
        self.n += 1
        self.right += right
        self.sure += sure
        self.sure_right += right and sure
        if not right:
            self.confusions[gold, answer] += 1

    @property
    def share(self) -> float:
        """Accuracy over all items."""
        return self.right / self.n if self.n else 0.0


def confused(tallies: Iterable[Tally], limit: int = 15) -> str:
    """The commonest confusions of several tallies: `US -> GB 12`."""
    total: Counter[tuple[str, str]] = Counter()
    for tally in tallies:
        total.update(tally.confusions)
    return ", ".join(f"{gold} -> {answer} {count}" for (gold, answer), count in total.most_common(limit)) or "none"


BINS = 10
"""Of confidences, of equal width."""


def binned(answers: Iterable[tuple[float, bool]]) -> list[tuple[float, int, int]]:
    """(mean of what was said, right, of) for each tenth of confidence that was given."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for said, right in answers:
        bins.setdefault(min(BINS - 1, int(said * BINS)), []).append((said, right))
    return [(sum(s for s, _ in own) / len(own), sum(r for _, r in own), len(own)) for _, own in sorted(bins.items())]


def expected_error(answers: Iterable[tuple[float, bool]]) -> float:
    """Expected calibration error: the mean gap between what was said and what was seen, weighted by answers.

    >>> expected_error([(0.75, True), (0.75, True), (0.75, False), (0.75, True)])
    0.0
    """
    bins = binned(answers)
    n = sum(of for _, _, of in bins)
    return sum(abs(mean * of - right) for mean, right, of in bins) / n if n else 0.0


def lines(path: Path) -> Iterator[str]:
    """Lines of a text file, gzipped or not."""
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as packed:
            yield from packed
    else:
        with path.open(encoding="utf-8") as text:
            yield from text


def half_of(key: str) -> str:
    """The half of a set, `a` (to tune on) or `b` (held back), that the item with this key falls in.

    By a hash of the key, so that an item stays in its half when the set grows, and copies that share a key stay together.
    """
    return "b" if hashlib.sha256(f"{SEED}:{key}".encode()).digest()[0] & 1 else "a"


def named(path: Path, half: str | None) -> str:
    """A set's name for the head of a report: `langid.tsv.gz, half b`."""
    return path.name if half is None else f"{path.name}, half {half}"


def records(path: Path, half: str | None = None) -> Iterator[dict[str, Any]]:
    """JSON objects, one a line, of the whole set or of one half: cut by `id`, or by `base` where a record has one."""
    for line in lines(path):
        if line.strip():
            record = json.loads(line)
            if half is None or half_of(str(record.get("base") or record.get("id") or line)) == half:
                yield record


def story_of(headline: str | None, body: str | None, **columns: Any) -> Story:
    """A story that has a text and nothing else, for taggers to read."""
    named: dict[str, Any] = {
        "story_id": "0" * 32,
        "telling_id": "0" * 32,
        "content_hash": "0" * 32,
        "normaliser_version": 0,
        "id_basis": "text",
        "revision_kind": "original",
        "revision_order": "",
        "provider": "evaluation",
        "feed_id": "evaluation",
        "format": "text",
        "fetched_at": datetime(2000, 1, 1, tzinfo=UTC),
        "date": "2000-01-01",
    } | columns
    return Story(headline=headline or None, body_text=body or None, **named)
