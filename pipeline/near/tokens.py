"""Texts to hashed tokens, all characters of many texts at once. Pure numpy: Python over the words costs five times as much,
and numpy text by text twice as much, for most of its price is the call.

A token is a run of letters, marks and digits, folded (NFKC, lower case), or one character of a script that writes no
spaces. Its hash is the polynomial of its characters modulo 2**64, mixed: the same on every machine and in every process.
"""

from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from newsbeam.pipeline.near.characters import (
    CLASS_AT,
    DIGIT,
    IDEOGRAPH,
    KINDS,
    MAX_CHARACTERS,
    PARTED,
    PRIME,
    ROOM,
    SEPARATOR,
    STOP,
    SYLLABLE,
    U16,
    U32,
    U64,
    UPPER,
    Ints,
    characters,
    codes_of,
)

LITTLE, ALPHABETS = 4, 0x590
"""Words of fewer letters say little of a story, in Latin, Greek and Cyrillic script, which end before this character."""
MANY = 64
"""Hashes from which on a text's are sorted alone."""
_HALF = np.uint64(32)
_KINDS, _UPPER, _STOP, _FOLD = (
    np.uint32(bits) for bits in (KINDS << CLASS_AT, UPPER << CLASS_AT, STOP << CLASS_AT, (1 << CLASS_AT) - 1)
)
_SEPARATOR, _DIGIT, _IDEOGRAPH, _SYLLABLE = (np.uint32(kind << CLASS_AT) for kind in (SEPARATOR, DIGIT, IDEOGRAPH, SYLLABLE))
"""As they stand in `Characters.known`."""
_ZERO = np.zeros(1, np.uint64)
Flags = npt.NDArray[np.bool_]

Hashes = TypeVar("Hashes", U16, U32, U64)


class Parted(NamedTuple, Generic[Hashes]):
    """Some hashes of each text, one text's after the other's; a text's ascending and unique."""

    lengths: Ints
    """How many each text has."""
    flat: Hashes


class Tokens(NamedTuple):
    """The tokens of some texts, in order."""

    hashes: U64
    """Before each text's stands a `BEGIN`'s, which is 0."""
    begins: Ints
    ends: Ints
    """Where each text's lie."""
    unspaced: Ints
    """0: words; else how many characters of the text's script make a shingle."""
    numbers: Parted[U32]
    """Hashes of the tokens that begin with a digit."""
    names: Parted[U32]
    """Hashes of the capitalised tokens that begin no sentence."""
    capitals: Parted[U32]
    """Those and the ones that do: another desk's line break may put a name at the head of a sentence."""
    facts: Parted[U64]
    """Runs of numbers and capitalised words: the hash of what stands around a run, then (low) the run's."""
    little: Flags
    """Of each token, whether it is a word of fewer than `LITTLE` letters, in a script where such are mostly grammar's; where that was asked."""


def tokens_of_some(texts: Iterable[str], little: bool = False) -> Iterator[Tokens]:
    """Hash the tokens of texts (of each at most `MAX_CHARACTERS`), some texts at a time, in order; `little`: look which are short words."""
    together: list[str] = []
    size = 0
    for text in texts:
        read = text[:MAX_CHARACTERS]
        if together and size + len(read) + len(PARTED) > ROOM:
            yield _hashed(together, little)
            together, size = [], 0
        together.append(read)
        size += len(read) + len(PARTED)
    if together:
        yield _hashed(together, little)


def _hashed(texts: list[str], little: bool) -> Tokens:
    """The tokens of some texts that fit into `ROOM`. The first token of each is its `BEGIN`, whose hash is 0."""
    table = characters()
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + len(PARTED)
    texts_begin = np.cumsum(lengths) - lengths + 1
    codes = codes_of(texts, texts_begin)
    known = table.known.take(codes)
    kinds = known & _KINDS
    inside = kinds != _SEPARATOR
    begins = inside.copy()
    begins[1:] &= ~inside[:-1]
    if kinds.max() >= _IDEOGRAPH:
        alone = kinds >= _IDEOGRAPH
        begins[1:] |= inside[1:] & alone[:-1]
        begins |= alone
    starts = begins.nonzero()[0]
    values = (known & _FOLD).astype(np.uint64)
    values *= table.powers[: codes.size]
    sums = np.cumsum(values)
    # Separators are folded to nothing, so a token's sum reaches from its start to the next one's.
    before = sums.take(starts - 1)  # the first is a BEGIN, which is not the first character
    hashes = np.append(before[1:], sums[-1])
    hashes -= before
    hashes *= table.inverses.take(starts)
    mixed(hashes)
    # Where each text begins among the tokens, and the last one ends.
    bounds = np.append(starts.searchsorted(texts_begin), starts.size)
    first = known.take(starts)
    digit = (first & _KINDS) == _DIGIT
    unspaced = _unspaced(first & _KINDS, bounds)
    if little:
        none = Parted(np.zeros(len(texts), np.int64), np.empty(0, np.uint32))
        facts = Parted(none.lengths, np.empty(0, np.uint64))
        return Tokens(
            hashes, bounds[:-1] + 1, bounds[1:], unspaced, none, none, none, facts, _little(codes, inside, starts) & ~digit
        )
    telling = (digit | ((first & _UPPER) != 0)).nonzero()[0]
    is_digit = digit.take(telling)
    numbers, capitals = telling[is_digit], telling[~is_digit]
    # A sentence begins after a stop and a space (or after a stop alone); what stands there has its capital from there.
    # Before each text stands a line's end.
    at = starts.take(capitals)
    names = capitals[((known.take(at - 1) | known.take(at - 2)) & _STOP) == 0]
    return Tokens(
        hashes,
        bounds[:-1] + 1,
        bounds[1:],
        unspaced,
        _halves(hashes, numbers, bounds),
        _halves(hashes, names, bounds),
        _halves(hashes, capitals, bounds),
        _facts(hashes, telling, bounds),
        digit[:0],
    )


def _little(codes: Ints, inside: Flags, starts: Ints) -> Flags:
    """Which tokens are short words."""
    outside = np.concatenate((~inside, np.ones(LITTLE, bool)))
    ended = outside[starts + 1]
    for letters in range(2, LITTLE):
        ended |= outside[starts + letters]
    return ended & (codes[starts] < ALPHABETS)


def _halves(hashes: U64, at: Ints, bounds: Ints) -> Parted[U32]:
    """The upper halves of the hashes there, text by text."""
    return by_text((hashes.take(at) >> _HALF).astype(np.uint32), np.diff(at.searchsorted(bounds)))


def by_text(hashes: Hashes, lengths: Ints) -> Parted[Hashes]:
    """Some hashes of each text, sorted (in place) and unique."""
    ends = np.cumsum(lengths)
    _sort_each(hashes, lengths, ends)
    again = np.zeros(hashes.size + 1, bool)  # one more, for where a last text without any begins
    np.equal(hashes[1:], hashes[:-1], out=again[1:-1])
    again[ends - lengths] = False
    places = again.nonzero()[0]
    if not places.size:
        return Parted(lengths, hashes)
    return Parted(lengths - np.diff(places.searchsorted(ends), prepend=0), hashes[~again[:-1]])


def _sort_each(hashes: Hashes, lengths: Ints, ends: Ints) -> None:
    """Sort each text's hashes: short ones in one go, for the text leads; many of a text alone, which takes half of that."""
    if hashes.itemsize == _HALF // 8 and hashes.size < MANY * lengths.size:
        led = np.repeat(np.arange(lengths.size, dtype=np.uint64) << _HALF, lengths)
        led |= hashes
        led.sort()
        hashes[:] = led
        return
    begin = 0
    for end in ends.tolist():
        hashes[begin:end].sort()
        begin = end


def _facts(hashes: U64, telling: Ints, bounds: Ints) -> Parted[U64]:
    """Where each run of `telling` tokens stands (the tokens before and after it), and what it is. No run leaves its text, for
    a BEGIN tells nothing; and as its hash is 0, nothing stands around a run at a text's edge.
    """
    if not telling.size:
        return Parted(np.zeros(bounds.size - 1, np.int64), np.empty(0, np.uint64))
    lasts = np.append((np.diff(telling) != 1).nonzero()[0], telling.size - 1)
    starts, ends = telling.take(np.append(0, lasts[:-1] + 1)), telling.take(lasts) + 1
    count = starts.size
    both = np.empty(2 * count, np.uint64)
    np.multiply(hashes.take(starts - 1), np.uint64(PRIME), out=both[:count])
    both[:count] += np.append(hashes, _ZERO).take(ends)
    sums = np.cumsum(hashes.take(telling)).take(lasts)
    both[count:] = sums
    both[count + 1 :] -= sums[:-1]
    mixed(both)
    facts = (both[:count] >> _HALF << _HALF) | (both[count:] >> _HALF)
    return by_text(facts, np.diff(starts.searchsorted(bounds)))


def mixed(values: U64) -> U64:
    """The finaliser of splitmix64: every bit of the input reaches every bit of the output."""
    values ^= values >> np.uint64(30)
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    values ^= values >> np.uint64(31)
    return values


def unique(ordered: Hashes) -> Hashes:
    """As `np.unique`, of what is in order."""
    if ordered.size < 2:
        return ordered
    keep = np.empty(ordered.size, bool)
    keep[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=keep[1:])
    return ordered[keep]


def _unspaced(kinds: U32, bounds: Ints) -> Ints:
    """Of each text: 0, or the characters of a shingle where most tokens are single characters."""
    if kinds.max(initial=0) < _IDEOGRAPH:
        return np.zeros(bounds.size - 1, np.int64)
    ideographs = np.add.reduceat(kinds == _IDEOGRAPH, bounds[:-1], dtype=np.int64)
    syllables = np.add.reduceat(kinds == _SYLLABLE, bounds[:-1], dtype=np.int64)
    sizes = np.diff(bounds) - 1
    # Four words of Chinese or Japanese are six or seven characters, four of Thai a dozen and more.
    widths = np.where(ideographs >= syllables, 6, 12)
    return np.where(2 * np.maximum(ideographs, syllables) <= sizes, 0, widths)
