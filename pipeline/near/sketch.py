"""A sketch: what of a story is needed to find its copies, in about a kilobyte.

Shingles are hashed to 32 bits and kept in ascending order, at most `MAX_SHINGLES` of them: the smallest. So one array is
the set for containment, an unbiased sample of it where the text is long, and in its first `KEYS` members a bottom-k
MinHash (Broder 1997), whose members are the keys that candidates share.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
import xxhash

from newsbeam.pipeline.near.characters import U32, U64
from newsbeam.pipeline.near.tokens import Tokens, mixed, sorted_unique, tokens_of_each
from newsbeam.pipeline.text.markers import strip_markers
from newsbeam.schemas.quick import dataclass
from newsbeam.schemas.story import Story

SKETCH_VERSION = 1
"""Raised with every change of tokens, shingles or hashes: sketches of another version are rebuilt, never compared."""
WORDS = 4
"""Words in a shingle."""
KEYS = 64
"""Smallest shingles that are looked up. At 64 a copy of a tenth of a text is found with 0.999, of a hundredth with 0.47."""
MAX_SHINGLES = 2048
MIN_TOKENS = 8
"""A shorter text is compared by equality alone; `MIN_EQUAL` tokens are too few even for that."""
MIN_EQUAL = 5
SHORT = 300
"""Characters of body below which the headline belongs to the text."""
_TOGETHER = 16_384
"""Tokens of texts that are sketched at once: each call of numpy's costs as much as a thousand of them."""
_FACTOR = np.uint64(0xD6E8FEB86659FD93)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """One telling, as `cluster` needs it. Small, picklable, the same on every machine."""

    story_id: str
    telling_id: str
    first_created: datetime
    """UTC; when it was fetched, where the story has no time."""
    order: str
    """`revision_order`: which of a story's tellings speaks first."""
    exact: bytes
    """8 bytes: hash of all tokens in order; empty where the text is too short for anything."""
    shingles: bytes
    """Ascending uint32, little endian; empty where the text is too short for near-duplicates."""
    numbers: bytes
    """Ascending uint32: the numbers in the text."""
    names: bytes
    """Ascending uint32: the capitalised words inside sentences."""
    capitals: bytes
    """Ascending uint32: all capitalised words."""
    facts: bytes
    """Ascending uint64: numbers and names with what stands around them (`Tokens.facts`)."""


class SketchInput(NamedTuple):
    """What a sketch is made of."""

    story_id: str
    telling_id: str
    first_created: datetime
    order: str
    text: str


def sketch_input(story: Story) -> SketchInput:
    """What of a story its sketch is made of: its body, or its headline and summary where it has none."""
    return SketchInput(
        story.story_id,
        story.telling_id,
        story.first_created or story.fetched_at,
        story.revision_order,
        text_of(story.headline, story.summary, story.body_text),
    )


def text_of(headline: str | None, summary: str | None, body_text: str | None) -> str:
    """The text that copies share: the body, for the headline is every desk's own. Where the body is short or missing the
    headline tells what it is about ("Qtly div five cts vs five cts prior" is anybody's), so it counts.
    """
    if body_text and len(body_text) >= SHORT:
        return body_text
    bare = strip_markers(headline)[0] if headline else None  # rows of schema version 1 have them
    return "\n".join(part for part in (bare, body_text or summary) if part)


def sketch_of(*, story_id: str, telling_id: str, first_created: datetime, order: str, text: str) -> Sketch:
    """One sketch; of many, `sketches_of` makes each at half the price."""
    return next(sketches_of([SketchInput(story_id, telling_id, first_created, order, text)]))


def sketches_of(tellings: Sequence[SketchInput]) -> Iterator[Sketch]:
    """The sketch of each telling, in order."""
    some: list[tuple[SketchInput, Tokens]] = []
    size = 0
    for one in zip(tellings, tokens_of_each(telling.text for telling in tellings), strict=True):
        some.append(one)
        size += one[1].hashes.size
        if size >= _TOGETHER:
            yield from _sketched(some)
            some, size = [], 0
    if some:
        yield from _sketched(some)


def _sketched(some: Sequence[tuple[SketchInput, Tokens]]) -> Iterator[Sketch]:
    for (one, tokens), shingles in zip(some, _shingles([tokens for _, tokens in some]), strict=True):
        equal = tokens.hashes.size >= MIN_EQUAL * (3 if tokens.unspaced else 1)
        yield Sketch(
            story_id=one.story_id,
            telling_id=one.telling_id,
            first_created=one.first_created,
            order=one.order,
            exact=xxhash.xxh64_digest(tokens.hashes.tobytes()) if equal else b"",
            shingles=shingles,
            numbers=tokens.numbers.tobytes(),
            names=tokens.names.tobytes(),
            capitals=tokens.capitals.tobytes(),
            facts=tokens.facts.tobytes(),
        )


def _shingles(some: Sequence[Tokens]) -> Iterator[bytes]:
    """Of each text the smallest `MAX_SHINGLES` hashes of its consecutive tokens, ascending; nothing where it is too short.

    They are made for all texts at once, those that would reach over a text's end too: nobody takes them.
    """
    hashes = np.concatenate([one.hashes for one in some])
    made: dict[int, U32] = {}
    at = 0
    for one in some:
        count, width = one.hashes.size, one.unspaced or WORDS
        if count >= (2 * one.unspaced or MIN_TOKENS):
            if width not in made:
                made[width] = shingles_from(hashes, width)
            yield sorted_unique(made[width][at : at + count - width + 1])[:MAX_SHINGLES].tobytes()
        else:
            yield b""
        at += count


def shingles_from(hashes: U64, width: int) -> U32:
    """The hash of `width` consecutive tokens, from each token on."""
    last = hashes.size - width + 1
    joined = hashes[:last].copy()
    for step in range(1, width):
        joined *= _FACTOR
        joined += hashes[step : last + step]
    return (mixed(joined) >> np.uint64(32)).astype(np.uint32)
