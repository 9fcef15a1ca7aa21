"""Text to hashed tokens, all characters at once. Pure numpy: two passes of Python over the words cost five times as much.

A token is a run of letters, marks and digits, folded (NFKC, lower case), or one character of a script that writes no
spaces. Its hash is the polynomial of its characters modulo 2**64, mixed: the same on every machine and in every process.
"""

import unicodedata
from functools import cache
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

MAX_CHARACTERS = 1 << 16
"""A sketch is of the first 65,536 characters: a longer text is told from another long before."""

_SEPARATOR, _LETTER, _DIGIT, _IDEOGRAPH, _SYLLABLE = range(5)
"""Kinds of character. Ideographs (Han, kana) and syllables (Thai, Lao, Khmer, Burmese, Tibetan) stand without spaces."""
_KINDS, _UPPER, _STOP = 7, 8, 16
"""A character's class is its kind, with a bit for capitals and one for what ends a sentence."""
_IDEOGRAPHS = ((0x3041, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))
_SYLLABLES = ((0x0E00, 0x0EFF), (0x0F00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF))
_THEMSELVES = ((0x3400, 0x4DBF, _IDEOGRAPH), (0x4E00, 0x9FFF, _IDEOGRAPH), (0xAC00, 0xD7A3, _LETTER))
_LOOKED_AT = ((0, 0x3400), (0x4DC0, 0x4E00), (0xA000, 0xAC00), (0xD7A4, 0xD800), (0xF900, 0x10000))
"""The rest of the plane but for surrogates and private use, which separate."""
_STOPS = ".!?:;\n\r\t\u2026\u06d4\u0964\u061f\"'\u201c\u201d\u2018\u2019\u00ab\u00bb"
_PRIME = 0x9E3779B97F4A7C15
"""2**64 divided by the golden ratio, odd: its powers never meet within any text, and it has an inverse."""

_HALF = np.uint64(32)
_ZERO = np.zeros(1, np.uint64)

U64 = npt.NDArray[np.uint64]
U32 = npt.NDArray[np.uint32]

Hashes = TypeVar("Hashes", U32, U64)


class Tokens(NamedTuple):
    """The tokens of one text, in order."""

    hashes: U64
    unspaced: int
    """0: words; else how many characters of the text's script make a shingle."""
    numbers: U32
    """Hashes of the tokens that begin with a digit: sorted, unique."""
    names: U32
    """Hashes of the capitalised tokens that begin no sentence: sorted, unique."""
    capitals: U32
    """Those and the ones that do: another desk's line break may put a name at the head of a sentence."""
    facts: U64
    """Runs of numbers and capitalised words, sorted, unique: the hash of what stands around a run, then (low) the run's."""


def tokens_of(text: str) -> Tokens:
    """Hash the tokens of `text` (at most `MAX_CHARACTERS`)."""
    folds, classes, powers, inverses = _tables()
    codes = np.frombuffer(text[:MAX_CHARACTERS].encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    if codes.size and codes.max() > 0xFFFF:
        # Of the higher planes only Han counts, and any Han stands for itself; the rest are pictures and dead scripts.
        codes = np.where(codes > 0xFFFF, np.where((codes >> 16) - 2 < 2, 0x4E00 + (codes & 0x3FFF), 0x20), codes)
    length = codes.size
    kinds = classes.take(codes)
    kind = kinds & _KINDS
    inside = kind != _SEPARATOR
    alone = kind >= _IDEOGRAPH
    begins = inside.copy()
    begins[1:] &= ~inside[:-1] | alone[1:] | alone[:-1]
    starts = begins.nonzero()[0]
    if not starts.size:
        none, nothing = np.empty(0, np.uint32), np.empty(0, np.uint64)
        return Tokens(nothing, 0, none, none, none, nothing)
    sums = np.zeros(length + 1, np.uint64)
    values = folds.take(codes)
    values *= powers[:length]
    np.cumsum(values, out=sums[1:])
    # Separators are folded to nothing, so a token's sum reaches from its start to the next one's.
    at = sums[np.append(starts, length)]
    hashes = mixed((at[1:] - at[:-1]) * inverses[starts])
    first = kinds[starts]
    digits = (first & _KINDS) == _DIGIT
    capital = (first & _UPPER) != 0
    # A sentence begins after a stop and a space (or after a stop alone); what stands there has its capital from there.
    # (An index of -1 or -2 looks at the text's end, which the last condition makes good.)
    before = kinds.take(starts - 1, mode="wrap") | kinds.take(starts - 2, mode="wrap")
    name = capital & ((before & _STOP) == 0) & (starts > 1)
    facts = _facts(hashes, digits | capital)
    return Tokens(
        hashes,
        _unspaced(first & _KINDS),
        _shortened(hashes[digits]),
        _shortened(hashes[name]),
        _shortened(hashes[capital]),
        facts,
    )


def _facts(hashes: U64, telling: npt.NDArray[np.bool_]) -> U64:
    """Where each run of `telling` tokens stands (the tokens before and after it), and what it is."""
    edges = np.diff(np.concatenate(([False], telling, [False])).view(np.int8))
    starts, ends = (edges == 1).nonzero()[0], (edges == -1).nonzero()[0]
    sums = np.concatenate((_ZERO, np.cumsum(hashes)))
    around = np.concatenate((_ZERO, hashes, _ZERO))
    count = starts.size
    both = np.empty(2 * count, np.uint64)
    np.multiply(around[starts], np.uint64(_PRIME), out=both[:count])
    both[:count] += around[ends + 1]
    np.subtract(sums[ends], sums[starts], out=both[count:])
    mixed(both)
    return sorted_unique((both[:count] >> _HALF << _HALF) | (both[count:] >> _HALF))


def _shortened(hashes: U64) -> U32:
    return sorted_unique((hashes >> _HALF).astype(np.uint32))


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
    ordered = np.sort(values)
    if ordered.size < 2:
        return ordered
    keep = np.empty(ordered.size, bool)
    keep[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=keep[1:])
    return ordered[keep]


def _unspaced(kinds: npt.NDArray[np.uint8]) -> int:
    ideographs = int(np.count_nonzero(kinds == _IDEOGRAPH))
    syllables = int(np.count_nonzero(kinds == _SYLLABLE))
    if 2 * max(ideographs, syllables) <= kinds.size:
        return 0
    # Four words of Chinese or Japanese are six or seven characters, four of Thai a dozen and more.
    return 6 if ideographs >= syllables else 12


@cache
def _tables() -> tuple[U64, npt.NDArray[np.uint8], U64, U64]:
    """Folded code and class of every character of the Basic Multilingual Plane; powers of the prime and their inverses."""
    folds = np.zeros(1 << 16, np.uint64)
    classes = np.zeros(1 << 16, np.uint8)
    # Han and Hangul stand for themselves: two thirds of the plane, and as much of the time.
    for first, last, kind in _THEMSELVES:
        folds[first : last + 1] = np.arange(first, last + 1)
        classes[first : last + 1] = kind
    for code in (code for first, last in _LOOKED_AT for code in range(first, last)):
        classes[code] = _kind_of(code)
        if classes[code] & _KINDS:
            character = chr(code)
            folded = unicodedata.normalize("NFKC", character).lower()
            digit = unicodedata.digit(character, None)
            folds[code] = ord(str(digit)) if digit is not None else ord(folded) if len(folded) == 1 else code
            if folds[code] != code and character.isupper():
                classes[code] |= _UPPER
    for character in _STOPS:
        classes[ord(character)] |= _STOP
    return folds, classes, _powers(_PRIME), _powers(pow(_PRIME, -1, 1 << 64))


def _kind_of(code: int) -> int:
    if any(first <= code <= last for first, last in _IDEOGRAPHS):
        return _IDEOGRAPH
    category = unicodedata.category(chr(code))
    if category[0] not in "LMN":
        return _SEPARATOR
    if category == "Nd":
        return _DIGIT
    if any(first <= code <= last for first, last in _SYLLABLES):
        return _SYLLABLE
    return _LETTER


def _powers(base: int) -> U64:
    factors: Any = np.full(MAX_CHARACTERS + 1, base, np.uint64)
    factors[0] = 1
    powers: U64 = np.multiply.accumulate(factors)
    return powers
