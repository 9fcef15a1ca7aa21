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
    DIGIT,
    IDEOGRAPH,
    KINDS,
    MAX_CHARACTERS,
    PRIME,
    ROOM,
    SEPARATOR,
    STOP,
    SYLLABLE,
    U16,
    U32,
    U64,
    UPPER,
    characters,
    codes_of,
)

LITTLE, ALPHABETS = 4, 0x590
"""Words of fewer letters say little of a story, in Latin, Greek and Cyrillic script, which end before this character."""
_HALF = np.uint64(32)
_ZERO = np.zeros(1, np.uint64)
Ints = npt.NDArray[np.int64]
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
        if together and size + len(read) + 3 > ROOM:
            yield _hashed(together, little)
            together, size = [], 0
        together.append(read)
        size += len(read) + 3
    if together:
        yield _hashed(together, little)


def _hashed(texts: list[str], little: bool) -> Tokens:
    """The tokens of some texts that fit into `ROOM`. The first token of each is its `BEGIN`, whose hash is 0."""
    table = characters()
    codes = codes_of(texts).astype(np.int64)  # once, or each look-up would
    length = codes.size
    classes = table.classes.take(codes)
    kind = classes & KINDS
    inside = kind != SEPARATOR
    alone = kind >= IDEOGRAPH
    begins = inside.copy()
    if alone.any():
        begins[1:] &= ~inside[:-1] | alone[1:] | alone[:-1]
    else:
        begins[1:] &= ~inside[:-1]
    starts = begins.nonzero()[0]
    sums = np.zeros(length + 1, np.uint64)
    values = table.folds.take(codes)
    values *= table.powers[:length]
    np.cumsum(values, out=sums[1:])
    # Separators are folded to nothing, so a token's sum reaches from its start to the next one's.
    at = sums[np.append(starts, length)]
    hashes = mixed((at[1:] - at[:-1]) * table.inverses[starts])
    # Where each text begins among the tokens; `owner` is the text that a token is of.
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + 3
    firsts = starts.searchsorted(np.cumsum(lengths) - lengths + 1)
    bounds = np.append(firsts, starts.size)
    owner = np.repeat(np.arange(len(texts)), np.diff(bounds))
    first = classes[starts]
    digits = (first & KINDS) == DIGIT
    capital = (first & UPPER) != 0
    if little:
        none = Parted(np.zeros(len(texts), np.int64), np.empty(0, np.uint32))
        facts = Parted(none.lengths, np.empty(0, np.uint64))
        unspaced = _unspaced(first & KINDS, firsts, bounds)
        return Tokens(hashes, firsts + 1, bounds[1:], unspaced, none, none, none, facts, _little(codes, inside, starts) & ~digits)
    # A sentence begins after a stop and a space (or after a stop alone); what stands there has its capital from there.
    # Before each text stands a line's end. (The first token of all is a BEGIN, so no index is below 0.)
    before = classes[starts - 1] | classes[np.maximum(starts - 2, 0)]
    name = capital & ((before & STOP) == 0)
    return Tokens(
        hashes,
        firsts + 1,
        bounds[1:],
        _unspaced(first & KINDS, firsts, bounds),
        _by_text(hashes, digits, owner, len(texts)),
        _by_text(hashes, name, owner, len(texts)),
        _by_text(hashes, capital, owner, len(texts)),
        _facts(hashes, digits | capital, owner, len(texts)),
        digits[:0],
    )


def _little(codes: Ints, inside: Flags, starts: Ints) -> Flags:
    """Which tokens are short words."""
    outside = np.concatenate((~inside, np.ones(LITTLE, bool)))
    ended = outside[starts + 1]
    for letters in range(2, LITTLE):
        ended |= outside[starts + letters]
    return ended & (codes[starts] < ALPHABETS)


def _by_text(hashes: U64, which: Flags, owner: Ints, texts: int) -> Parted[U32]:
    """The upper halves of some hashes, text by text."""
    at = which.nonzero()[0]
    return by_text((hashes.take(at) >> _HALF).astype(np.uint32), owner.take(at), texts)


def by_text(hashes: U32, owner: Ints, texts: int) -> Parted[U32]:
    """Some hashes, sorted and unique, text by text: one sort for all, for the text leads."""
    led = sorted_unique((owner.astype(np.uint64) << _HALF) | hashes)
    return Parted(np.diff(led.searchsorted(np.arange(texts + 1, dtype=np.uint64) << _HALF)), led.astype(np.uint32))


def _facts(hashes: U64, telling: Flags, owner: Ints, texts: int) -> Parted[U64]:
    """Where each run of `telling` tokens stands (the tokens before and after it), and what it is. No run leaves its text, for
    a BEGIN tells nothing; and as its hash is 0, nothing stands around a run at a text's edge.
    """
    edges = np.diff(np.concatenate(([False], telling, [False])).view(np.int8))
    starts, ends = (edges == 1).nonzero()[0], (edges == -1).nonzero()[0]
    sums = np.concatenate((_ZERO, np.cumsum(hashes)))
    around = np.concatenate((hashes, _ZERO))
    count = starts.size
    both = np.empty(2 * count, np.uint64)
    np.multiply(around[starts - 1], np.uint64(PRIME), out=both[:count])
    both[:count] += around[ends]
    np.subtract(sums[ends], sums[starts], out=both[count:])
    mixed(both)
    facts = (both[:count] >> _HALF << _HALF) | (both[count:] >> _HALF)
    # Text and fact do not fit into 64 bits together: first the facts in order, then the texts, which keeps it. Fewer texts than 2**16 are together.
    order = np.argsort(facts)
    of_text = owner[starts][order].astype(np.uint16)
    by_owner = np.argsort(of_text, kind="stable")
    facts, of_text = facts[order][by_owner], of_text[by_owner]
    fresh = np.ones(count, bool)
    fresh[1:] = (facts[1:] != facts[:-1]) | (of_text[1:] != of_text[:-1])
    return Parted(np.bincount(of_text[fresh], minlength=texts), facts[fresh])


def mixed(values: U64) -> U64:
    """The finaliser of splitmix64: every bit of the input reaches every bit of the output."""
    values ^= values >> np.uint64(30)
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    values ^= values >> np.uint64(31)
    return values


def sorted_unique(values: Hashes) -> Hashes:
    """As `np.unique`, at a third of its price for small arrays."""
    return unique(np.sort(values))


def unique(ordered: Hashes) -> Hashes:
    """The same of what is in order."""
    if ordered.size < 2:
        return ordered
    keep = np.empty(ordered.size, bool)
    keep[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=keep[1:])
    return ordered[keep]


def _unspaced(kinds: npt.NDArray[np.uint8], firsts: Ints, bounds: Ints) -> Ints:
    """Of each text: 0, or the characters of a shingle where most tokens are single characters."""
    if kinds.max(initial=0) < IDEOGRAPH:
        return np.zeros(len(firsts), np.int64)
    ideographs = np.add.reduceat(kinds == IDEOGRAPH, firsts, dtype=np.int64)
    syllables = np.add.reduceat(kinds == SYLLABLE, firsts, dtype=np.int64)
    sizes = np.diff(bounds) - 1
    # Four words of Chinese or Japanese are six or seven characters, four of Thai a dozen and more.
    widths = np.where(ideographs >= syllables, 6, 12)
    return np.where(2 * np.maximum(ideographs, syllables) <= sizes, 0, widths)
