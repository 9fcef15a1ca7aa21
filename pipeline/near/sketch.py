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

from newsbeam.pipeline.near.characters import U16, U32, U64
from newsbeam.pipeline.near.tokens import Parted, Tokens, by_text, mixed, tokens_of_some
from newsbeam.pipeline.near.wording import headlines_of, words_of
from newsbeam.pipeline.text.markers import strip_markers
from newsbeam.schemas.quick import dataclass
from newsbeam.schemas.story import Story

SKETCH_VERSION = 2
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
    provider: str | None = None
    headline: bytes = b""
    """uint16: the headline's words in order (`wording.py`)."""
    words: bytes = b""
    """uint16: the text's, without its headline."""


class SketchInput(NamedTuple):
    """What a sketch is made of."""

    story_id: str
    telling_id: str
    first_created: datetime
    order: str
    text: str
    headline: str = ""
    """Without version markers."""
    provider: str | None = None


def sketch_input(story: Story) -> SketchInput:
    """What of a story its sketch is made of: its body, or its headline and summary where it has none."""
    return SketchInput(
        story.story_id,
        story.telling_id,
        story.first_created or story.fetched_at,
        story.revision_order,
        text_of(story.headline, story.summary, story.body_text),
        bare(story.headline),
        story.provider,
    )


def bare(headline: str | None) -> str:
    """A headline without version markers, which rows of schema version 1 have."""
    return strip_markers(headline)[0] if headline else ""


def text_of(headline: str | None, summary: str | None, body_text: str | None) -> str:
    """The text that copies share: the body, for the headline is every desk's own. Where the body is short or missing the
    headline tells what it is about ("Qtly div five cts vs five cts prior" is anybody's), so it counts.
    """
    if body_text and len(body_text) >= SHORT:
        return body_text
    return "\n".join(part for part in (bare(headline), body_text or summary) if part)


def sketch_of(
    *,
    story_id: str,
    telling_id: str,
    first_created: datetime,
    order: str,
    text: str,
    headline: str = "",
    provider: str | None = None,
) -> Sketch:
    """One sketch; of many, `sketches_of` makes each at half the price."""
    return next(sketches_of([SketchInput(story_id, telling_id, first_created, order, text, headline, provider)]))


def sketches_of(tellings: Sequence[SketchInput]) -> Iterator[Sketch]:
    """The sketch of each telling, in order. As a table `rows.staged_of` makes them at half the price again."""
    given = iter(tellings)
    for some in sketched(tellings):
        parts = [_pieces(part) for part in some[1:]]
        for exact, *those in zip(some.exact, *parts, strict=True):
            one = next(given)
            yield Sketch(
                story_id=one.story_id,
                telling_id=one.telling_id,
                first_created=one.first_created,
                order=one.order,
                exact=exact,
                provider=one.provider,
                **dict(zip(Sketched._fields[1:], those, strict=True)),
            )


class Sketched(NamedTuple):
    """What is computed of some texts: what `Sketch` holds of each."""

    exact: list[bytes]
    shingles: Parted[U32]
    numbers: Parted[U32]
    names: Parted[U32]
    capitals: Parted[U32]
    facts: Parted[U64]
    headline: Parted[U16]
    words: Parted[U16]


def sketched(tellings: Sequence[SketchInput]) -> Iterator[Sketched]:
    """What is computed of texts, some at a time, in order."""
    headlines = headlines_of(one.headline for one in tellings)
    titled = [one.text.startswith(one.headline) for one in tellings]
    last = 0
    for tokens in tokens_of_some(one.text for one in tellings):
        first, last = last, last + len(tokens.begins)
        least = np.where(tokens.unspaced, 3 * MIN_EQUAL, MIN_EQUAL)
        where = zip(tokens.begins.tolist(), tokens.ends.tolist(), (tokens.ends - tokens.begins >= least).tolist(), strict=True)
        exact = [xxhash.xxh64_digest(tokens.hashes[begin:end].data) if equal else b"" for begin, end, equal in where]
        words = words_of(tokens, titled[first:last], headlines.counts[first:last])
        yield Sketched(
            exact, _shingles(tokens), tokens.numbers, tokens.names, tokens.capitals, tokens.facts, headlines.of(first, last), words
        )


def _pieces(part: Parted[U16] | Parted[U32] | Parted[U64]) -> list[bytes]:
    """Each text's as bytes."""
    ends = np.cumsum(part.lengths)
    return [part.flat[begin:end].tobytes() for begin, end in zip((ends - part.lengths).tolist(), ends.tolist(), strict=True)]


def _shingles(tokens: Tokens) -> Parted[U32]:
    """Of each text the smallest `MAX_SHINGLES` hashes of its consecutive tokens, ascending; nothing where it is too short.

    They are made for all texts of one width at once, those that would reach over a text's end too: nobody takes them.
    """
    counts = tokens.ends - tokens.begins
    widths = np.where(tokens.unspaced, tokens.unspaced, WORDS)
    counts = np.where(counts >= np.where(tokens.unspaced, 2 * tokens.unspaced, MIN_TOKENS), counts - widths + 1, 0)
    made: dict[int, tuple[int, U32]] = {}
    for width in set(widths[counts > 0].tolist()):
        of_width = (widths == width).nonzero()[0]
        first, last = int(tokens.begins[of_width[0]]), int(tokens.ends[of_width[-1]])
        made[width] = first, shingles_from(tokens.hashes[first:last], width)
    pieces = [np.empty(0, np.uint32)]
    for begin, count, width in zip(tokens.begins.tolist(), counts.tolist(), widths.tolist(), strict=True):
        if count:
            first, hashes = made[width]
            pieces.append(hashes[begin - first : begin - first + count])
    lengths, flat = by_text(np.concatenate(pieces), counts)
    if lengths.max(initial=0) > MAX_SHINGLES:
        rank = np.arange(flat.size) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        lengths, flat = np.minimum(lengths, MAX_SHINGLES), flat[rank < MAX_SHINGLES]
    return Parted(lengths, flat)


def shingles_from(hashes: U64, width: int) -> U32:
    """The hash of `width` consecutive tokens, from each token on."""
    last = hashes.size - width + 1
    joined = hashes[:last].copy()
    for step in range(1, width):
        joined *= _FACTOR
        joined += hashes[step : last + step]
    return (mixed(joined) >> np.uint64(32)).astype(np.uint32)
