"""The tokens of each text alone, out of those of several."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from newsbeam.pipeline.near.tokens import tokens_of_some


class OfText(NamedTuple):
    """What `Tokens` says of one text."""

    hashes: Any
    unspaced: int
    numbers: Any
    names: Any
    capitals: Any
    facts: Any


def tokens_of_each(texts: Iterable[str]) -> Iterator[OfText]:
    """Of each text, hashed with the others."""
    for some in tokens_of_some(texts):
        ends = [part.lengths.cumsum() for part in some[4:8]]
        for n in range(len(some.begins)):
            parts = [part.flat[end[n] - part.lengths[n] : end[n]] for part, end in zip(some[4:8], ends, strict=True)]
            yield OfText(some.hashes[some.begins[n] : some.ends[n]], int(some.unspaced[n]), *parts)


def tokens_of(text: str) -> OfText:
    """Of one text."""
    return next(tokens_of_each([text]))
