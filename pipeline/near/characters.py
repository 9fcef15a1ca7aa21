"""What each character is to a sketch: its folded code, its class, and the powers that hash it at its place."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import xxhash

from newsbeam.pipeline.process.kept import keep, kept
from newsbeam.pipeline.process.memory import releasable

MAX_CHARACTERS = 1 << 16
"""A sketch is of the first 65,536 characters: a longer text is told from another long before."""
ROOM = MAX_CHARACTERS + 8
"""Characters that are hashed together, with what parts the texts."""

SEPARATOR, LETTER, DIGIT, IDEOGRAPH, SYLLABLE = range(5)
"""Kinds of character. Ideographs (Han, kana) and syllables (Thai, Lao, Khmer, Burmese, Tibetan) stand without spaces."""
KINDS, UPPER, STOP = 7, 8, 16
"""A character's class is its kind, with a bit for capitals and one for what ends a sentence."""
CLASS_AT = 24
"""Bits of its fold, which stand before its class."""
BEGIN = 1 << 16
"""What stands before each text: no character, but a letter that is folded to nothing, so a token whose hash is 0."""
PARTED = "\n \n"
"""What stands before each text; the character in the midst makes place for its `BEGIN`."""
PRIME = 0x9E3779B97F4A7C15
"""2**64 divided by the golden ratio, odd: its powers never meet within any text, and it has an inverse."""

_IDEOGRAPHS = ((0x3041, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))
_SYLLABLES = ((0x0E00, 0x0EFF), (0x0F00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF))
_THEMSELVES = ((0x3400, 0x4DBF, IDEOGRAPH), (0x4E00, 0x9FFF, IDEOGRAPH), (0xAC00, 0xD7A3, LETTER))
_LOOKED_AT = ((0, 0x3400), (0x4DC0, 0x4E00), (0xA000, 0xAC00), (0xD7A4, 0xD800), (0xF900, 0x10000))
"""The rest of the plane but for surrogates and private use, which separate."""
_STOPS = ".!?:;\n\r\t\u2026\u06d4\u0964\u061f\"'\u201c\u201d\u2018\u2019\u00ab\u00bb"

_ONE_LETTER = (("\u0649", "\u064a"), ("\u06cc", "\u064a"), ("\u06a9", "\u0643"))
"""Letters that are typed for each other: Persian yeh and keheh by Arabic keyboards, and Egypt's yeh without dots."""

U64 = npt.NDArray[np.uint64]
U32 = npt.NDArray[np.uint32]
U16 = npt.NDArray[np.uint16]
Ints = npt.NDArray[np.int64]


class Characters(NamedTuple):
    """What characters are, and what their places are worth."""

    known: U32
    """Of every character of the Basic Multilingual Plane, and of `BEGIN`, its class `<< CLASS_AT`, and its fold: looked up together."""
    powers: U64
    inverses: U64


@releasable
@cache
def characters() -> Characters:
    """Once per process: from the user's cache, or made anew (22 ms)."""
    name = f"characters-{unicodedata.unidata_version}-{xxhash.xxh3_64_hexdigest(Path(__file__).read_bytes())}"
    body = kept(name)
    if body is None:
        body = _known().tobytes()
        keep(name, body)
    return Characters(np.frombuffer(body, np.uint32), _powers(PRIME), _powers(pow(PRIME, -1, 1 << 64)))


def _known() -> U32:
    folds = np.zeros(BEGIN + 1, np.uint32)
    classes = np.zeros(BEGIN + 1, np.uint32)
    classes[BEGIN] = LETTER
    # Han and Hangul stand for themselves: two thirds of the plane, and as much of the time.
    for first, last, kind in _THEMSELVES:
        folds[first : last + 1] = np.arange(first, last + 1)
        classes[first : last + 1] = kind
    for code in (code for first, last in _LOOKED_AT for code in range(first, last)):
        classes[code] = _kind_of(code)
        if classes[code] & KINDS:
            character = chr(code)
            folded = unicodedata.normalize("NFKC", character).lower()
            digit = unicodedata.digit(character, None)
            folds[code] = ord(str(digit)) if digit is not None else ord(folded) if len(folded) == 1 else code
            if folds[code] != code and character.isupper():
                classes[code] |= UPPER
    for one, other in _ONE_LETTER:
        folds[ord(one)] = ord(other)
    for character in _STOPS:
        classes[ord(character)] |= STOP
    return (classes << np.uint32(CLASS_AT)) | folds


def codes_of(texts: list[str], begins: Ints) -> Ints:
    """The characters of some texts, each after a `BEGIN`, which stands there on a line of its own."""
    joined = PARTED.join(("", *texts))
    units = np.frombuffer(joined.encode("utf-16-le", "surrogatepass"), np.uint16)
    if units.size == len(joined):
        codes = units.astype(np.int64)
    else:
        # Of the higher planes only Han counts, and any Han stands for itself; the rest are pictures and dead scripts.
        full = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
        codes = np.where(full > 0xFFFF, np.where(full >> 17 == 1, 0x4E00 + (full & 0x3FFF), 0x20), full).astype(np.int64)
    codes[begins] = BEGIN
    return codes


def _kind_of(code: int) -> int:
    if any(first <= code <= last for first, last in _IDEOGRAPHS):
        return IDEOGRAPH
    category = unicodedata.category(chr(code))
    if category[0] not in "LMN":
        return SEPARATOR
    if category == "Nd":
        return DIGIT
    if any(first <= code <= last for first, last in _SYLLABLES):
        return SYLLABLE
    return LETTER


def _powers(base: int) -> U64:
    factors: Any = np.full(ROOM, base, np.uint64)
    factors[0] = 1
    powers: U64 = np.multiply.accumulate(factors)
    return powers
