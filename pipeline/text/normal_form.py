"""Unicode's normal form C of long texts, by a short way for scripts whose texts `unicodedata` takes apart and puts together again.

It does so, at thirty times the cost of a look, wherever a character stands that may compose with the one before it, or is never
written as one: the nukta, Tamil's and Bengali's `aa`, Arabic's madda and hamza above. Here such characters are looked at by themselves,
and the rest of the text is left to a look; what is not of the simple kind is normalised word by word, for most words have none of them
(tests hold the two against each other).
"""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

_SCRIPT = re.compile("[\u0620-\u06d5\u0904-\u0dff]")
_LOOK = 16
"""Characters in the middle that say which script a text is written in."""
_SHORT = 24
"""A text of so few characters is normalised as it is."""
_BITS = 7
"""Of a character within its block; Arabic has two."""
_ARABIC = range(0x0600, 0x0700)
_AROUND = [*map(chr, range(0x20, 0x7F)), *map(chr, range(0x2010, 0x2027)), *"\n\f\u0964\u200c\u200d"]
"""What may stand behind a letter or vowel of any script; none of these composes, or changes places, with anything."""


class _Joining(NamedTuple):
    """A character that may compose with the one before it."""

    one: str
    composed: tuple[tuple[str, str], ...]
    """Where it does: the two, and what they become."""
    block: str
    """The characters of its script."""


class _Rules(NamedTuple):
    """What is looked at in a script's texts."""

    parted: tuple[tuple[str, str], ...]
    """Characters that are never written as one, and what is written for them."""
    joining: tuple[_Joining, ...]


def normal(text: str) -> str:
    """`text` in NFC; the text itself where it is so already."""
    middle = len(text) // 2
    found = _SCRIPT.search(text, middle, middle + _LOOK) if len(text) > _SHORT and not text.isascii() else None
    return unicodedata.normalize("NFC", text) if found is None else _written(text, _rules(ord(found[0]) >> _BITS))


def _by_words(text: str) -> str:
    """The same: a space composes with nothing, and no mark changes places across it."""
    return " ".join([unicodedata.normalize("NFC", word) for word in text.split(" ")])


def _written(text: str, rules: _Rules) -> str:
    written = text
    for whole, parts in rules.parted:
        if whole in written:
            written = written.replace(whole, parts)
    joining = [one for one in rules.joining if one.one in written]
    for one in joining:
        for pair, composed in one.composed:
            written = written.replace(pair, composed)
    rest = written
    for one in joining:
        if one.one in written:
            if _unclear(one).search(written) is not None:
                return _by_words(text)
            rest = rest.replace(one.one, "")
    # The very same object comes back where a look was enough: nothing in it composes, and all marks stand in their order.
    return written if unicodedata.normalize("NFC", rest) is rest else _by_words(text)


@cache
def _rules(block: int) -> _Rules:
    codes = _ARABIC if block << _BITS in _ARABIC else range(block << _BITS, (block + 1) << _BITS)
    parted, composed = [], dict[str, list[tuple[str, str]]]()
    for one in map(chr, codes):
        parts = unicodedata.normalize("NFD", one)
        if unicodedata.normalize("NFC", one) != one:
            parted.append((one, unicodedata.normalize("NFC", one)))
        elif parts != one:
            pair = unicodedata.normalize("NFC", parts[:-1]) + parts[-1]
            composed.setdefault(parts[-1], []).append((pair, one))
    own = "".join(map(chr, codes))
    return _Rules(tuple(parted), tuple(_Joining(one, tuple(pairs), own) for one, pairs in composed.items()))


@cache
def _unclear(joining: _Joining) -> re.Pattern[str]:
    """Where such a character stands beside anything but what leaves it alone."""
    one, order = joining.one, unicodedata.combining(joining.one)
    composing = {pair[0] for pair, _ in joining.composed}
    # What is no mark itself joins nothing across one: Bengali's nukta before its `aa`.
    before = [
        c for c in joining.block if not ((order and unicodedata.combining(c)) or unicodedata.decomposition(c) or c in composing)
    ]
    behind = [c for c in joining.block if c != one and (not unicodedata.combining(c) or unicodedata.combining(c) > order > 0)]
    letters, others = ("".join(map(re.escape, some)) for some in (before, [*behind, *_AROUND]))
    return re.compile(rf"{one}(?:(?<![{letters}]{one})|(?![{others}]|\Z))")
