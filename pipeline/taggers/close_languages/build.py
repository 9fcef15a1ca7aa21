"""Builds `pairs.arrow` from lingua's models (Apache-2.0, see CREDITS.md), which nothing needs at run time.

Run as `python -m newsbeam.pipeline.taggers.close_languages.build`, with the package lingua-language-detector 1.4.2 at hand: `make tables`
brings it, for it is too large (90 MB) for the lock. The same package gives the same bytes.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import distribution
from math import log
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # it ships no types
import numpy as np
import pyarrow as pa

from newsbeam.pipeline.taggers.close_languages import LONGEST, SCALE, SHORTEST, TABLE, numbers

PAIRS = (
    ("da", "nb"), ("da", "sv"), ("nb", "sv"), ("mk", "sr"), ("mk", "bg"), ("bg", "sr"), ("cs", "sk"), ("hr", "sr"), ("hr", "sl"),
)  # fmt: skip
KEPT = 20_000
"""Sequences of a pair, those that tell most: of Danish and Norwegian headlines 10,000 know 0.947 alone, 30,000 0.955, 200,000 0.959."""
UNSEEN = 2e-8
"""How often a sequence is that a language's corpus has not."""
LIMIT = 6.0
"""What one sequence may say at most."""
_SIZES = ("unigrams", "bigrams", "trigrams", "quadrigrams", "fivegrams")
_LATIN = dict(
    zip("абвгдђежзијклљмнњопрстћуфхцчџш", (*"abvgdđežzijkl", "lj", "m", "n", "nj", *"oprstćufhcč", "dž", "š"), strict=True)
)
"""Serbian's letters: lingua's texts are in Cyrillic, and Croatian is beside Serbian in Latin letters."""


def build(path: Path = TABLE, models: Path | None = None) -> None:
    """Write the table from the folder of lingua's models, a folder a language."""
    models = models or Path(str(distribution("lingua-language-detector").locate_file("lingua/language-models")))
    columns: dict[str, list[object]] = {"one": [], "other": [], "steps": [], "weights": []}
    for one, other in PAIRS:
        first, second = frequencies(models, one), frequencies(models, other)
        weighed = sorted(kept(first, latin(second) if {one, other} == {"hr", "sr"} else second))
        columns["one"].append(one)
        columns["other"].append(other)
        columns["steps"].append(np.diff(np.array([key for key, _ in weighed], np.int64), prepend=np.int64(0)))
        columns["weights"].append(np.array([weight for _, weight in weighed], np.int8))
    table = pa.table(
        {
            "one": columns["one"],
            "other": columns["other"],
            "steps": pa.array(columns["steps"], pa.list_(pa.int64())),
            "weights": pa.array(columns["weights"], pa.list_(pa.int8())),
        }
    )
    options = pa.ipc.IpcWriteOptions(compression=pa.Codec("zstd", compression_level=19))
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema, options=options) as writer:
        writer.write_table(table)


@cache
def frequencies(models: Path, language: str) -> Mapping[str, float]:
    """Sequence -> its part of all of its length. lingua keeps how often a letter follows what stands before it, as a fraction."""
    found: dict[str, float] = {}
    for name in _SIZES:
        listed = json.loads(brotli.decompress((models / language / f"{name}.json.br").read_bytes()))["ngrams"]
        for fraction, own in listed.items():
            part, whole = map(int, fraction.split("/"))
            for sequence in own.split(" "):
                found[sequence] = part / whole * (found.get(sequence[:-1], 0.0) if len(sequence) > 1 else 1.0)
    return found


def latin(sequences: Mapping[str, float]) -> Mapping[str, float]:
    """Serbian sequences in Latin letters; those that grow too long are left out."""
    found: dict[str, float] = {}
    for sequence, part in sequences.items():
        written = "".join(_LATIN.get(letter, " ") for letter in sequence)
        if " " not in written and len(written) <= LONGEST:
            found[written] = found.get(written, 0.0) + part
    return found


def kept(first: Mapping[str, float], second: Mapping[str, float]) -> Iterator[tuple[int, int]]:
    """(number, weight) of the sequences that tell two languages apart best: often in the one, seldom in the other."""
    weighed = []
    for sequence in first.keys() | second.keys():
        if SHORTEST <= len(sequence) <= LONGEST:
            one, other = first.get(sequence, 0.0) + UNSEEN, second.get(sequence, 0.0) + UNSEEN
            weighed.append((-abs((one - other) * log(one / other)), sequence, log(one / other)))
    weighed.sort()
    for _, sequence, weight in weighed[:KEPT]:
        rounded = round(max(-LIMIT, min(LIMIT, weight)) * SCALE)
        if rounded:
            yield int(numbers(sequence)[-1]), rounded


if __name__ == "__main__":
    build()
