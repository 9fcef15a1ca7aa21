"""One spelling for many: the key under which a printed name is looked up."""

import re
import unicodedata

_LATIN = {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ə": "e"}
_SAME = {"’": "'", "‘": "'", "`": "'", "ʻ": "'", "ʼ": "'", "-": " ", "–": " ", "‐": " ", ".": " ", ",": " ", "\u200c": ""}
_SPELT = _LATIN | _SAME
_OTHER = re.compile("[" + re.escape("".join(_SPELT)) + "]")


def fold(name: str) -> str:
    """`name` without case, accents, dots, hyphens and doubled spaces; Arabic ya, kaf and hamza forms made one.

    >>> fold("St. Louis"), fold("SÃO PAULO"), fold("Alma-Ata")
    ('st louis', 'sao paulo', 'alma ata')
    """
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name)
        if any("\u0300" <= c <= "\u036f" for c in name):
            name = "".join(c for c in name if not "\u0300" <= c <= "\u036f")
        # Urdu and Persian write the same names with other letters for ya and kaf than Arabic does.
        name = unicodedata.normalize("NFC", name).replace("ي", "ی").replace("ك", "ک").replace("ة", "ه")
    # By pattern: `translate` raises and catches a KeyError for every letter that has no entry.
    return " ".join(_OTHER.sub(lambda other: _SPELT[other[0]], name.casefold()).split())
