"""Spellings of one name by rule: the letters that neighbours write differently, and the stems that endings are put to.

Arabic, Persian and Urdu print the same name with other forms of ya, kaf and ha and with or without hamza; India's scripts
lie in parallel blocks, differ by long and short vowels, and write a nasal as a sign or as a letter.
"""

from collections.abc import Iterator
from itertools import islice

LIMIT = 6
"""Variants made of one name at most."""

_ARABIC = str.maketrans("کیہھۂ", "كيههه")
_PERSIAN = str.maketrans("كيىةہۃ", "کییههه")
_URDU = str.maketrans("كيىةه", "کییہہ")
_BARE = str.maketrans("أإآٱ", "اااا")

_DEVANAGARI, _GUJARATI = 0x0900, 0x0A80
_SIGNS = {
    "ॉ": "ो", "ऑ": "ओ", "ँ": "ं", "ी": "ि", "ि": "ी", "ू": "ु", "ु": "ू",
    "ૉ": "ો", "ઑ": "ઓ", "ી": "િ", "િ": "ી", "ૂ": "ુ", "ુ": "ૂ", "ઈ": "ઇ", "ઇ": "ઈ",
    "ী": "ি", "ি": "ী", "ূ": "ু", "ু": "ূ",
    "ੀ": "ਿ", "ੂ": "ੁ", "ੁ": "ੂ",
    "ీ": "ి", "ి": "ీ", "ే": "ె", "ె": "ే", "ో": "ొ", "ొ": "ో", "ూ": "ు",
    "ೀ": "ಿ", "ೇ": "ೆ", "ೋ": "ೊ", "ೂ": "ು",
}  # fmt: skip
"""A sign that another hand writes for this one."""
_NASALS = {"न्": "ं", "म्": "ं", "ण्": "ं", "ન્": "ં", "મ્": "ં", "న్": "ం", "మ్": "ం", "ನ್": "ಂ", "ಮ್": "ಂ"}
_NUKTAS = "़়਼઼"
_STEMS = {"்": "", "ൻ": "ന", "ർ": "ര", "ൽ": "ല", "ൾ": "ള", "ൺ": "ണ"}
"""Tamil drops the sign that kills a vowel, Malayalam opens its closed consonant, where an ending follows."""
_OBLIQUE = {"ು": ("ಿನ", "ಿಗೆ"), "ം": ("ത്ത",)}
"""What a last letter turns into before an ending: Kannada's "in" and "to" ("ಬೆಂಗಳೂರಿನಲ್ಲಿ"), Malayalam's ("കേരളത്തിൽ")."""


def variants(name: str) -> Iterator[str]:
    """Other spellings of `name`, none equal to it; nothing for Latin, Cyrillic and the scripts of the East.

    >>> list(variants("تهران")), list(variants("इंदौर"))[:1]
    (['تہران'], [])
    """
    yield from islice((made for made in dict.fromkeys(_made(name)) if made != name), LIMIT)


def _made(name: str) -> Iterator[str]:
    if any("\u0600" <= char < "\u0700" for char in name):
        yield from _arabic(name)
    elif any("\u0900" <= char < "\u0d80" for char in name):
        yield from _indic(name)


def _arabic(name: str) -> Iterator[str]:
    for one in (name, name.translate(_BARE)):
        yield one
        yield from (one.translate(letters) for letters in (_ARABIC, _PERSIAN, _URDU))
        if "\u200c" in one:
            yield from (one.replace("\u200c", joint).translate(_PERSIAN) for joint in (" ", ""))


def _indic(name: str) -> Iterator[str]:
    if name[-1] in _STEMS:
        yield name[:-1] + _STEMS[name[-1]]
    yield from (name[:-1] + ending for ending in _OBLIQUE.get(name[-1], ()))
    yield from (name.replace(nukta, "") for nukta in _NUKTAS)
    yield from (name.replace(pair, sign) for pair, sign in _NASALS.items())
    yield name.replace("\u200c", "")
    yield from (name[:at] + _SIGNS[char] + name[at + 1 :] for at, char in enumerate(name) if char in _SIGNS)


def gujarati(name: str) -> str | None:
    """A Devanagari name in Gujarati letters, sign for sign (the two blocks are parallel), or None for a name in another script.

    >>> gujarati("पेरिस")
    'પેરિસ'
    """
    if not all(_DEVANAGARI <= ord(char) < _DEVANAGARI + 0x70 or char in " -" for char in name):
        return None
    return "".join(chr(ord(char) - _DEVANAGARI + _GUJARATI) if char not in " -" else char for char in name)
