"""A given name in Cyrillic letters that the lists have in Latin ones: "Фелікс" is Felix, "Філіппо" Filippo.

Both are written down by their sounds, as far as desks that carry a name from one alphabet to the other agree on them; the lists' are in
`name_lists/spelt.zst`.
"""

import re
import unicodedata

from newsbeam.pipeline.taggers.name_lists import spelt

LEAST = 5
"""Letters of what is compared: of four, too many ordinary words sound like somebody's name."""
_SOUNDS = {
    **dict(zip("абвгґдеєжзиіїйклмнопрстуфхцчшщюяэыёўјљњћђџ", ["a", "b", "v", "h", "h", "d", "e", "e", "zh", "z", "i", "i", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "h", "ts", "ch", "sh", "sh", "iu", "ia", "e", "i", "e", "u", "i", "li", "ni", "k", "i", "i"], strict=True)),
    **dict.fromkeys("ьъ'’", ""),
}  # fmt: skip
"""Of a Cyrillic letter; "г" is h in Ukrainian and g in Russian, so both are one."""
_SAME = (
    *(("tsch", "ch"), ("sch", "sh"), ("cz", "ch"), ("sz", "sh"), ("ck", "k"), ("ph", "f"), ("kh", "h"), ("th", "t"), ("x", "ks")),
    *(("qu", "kv"), ("q", "k"), ("w", "v"), ("dj", "i"), ("y", "i"), ("j", "i"), ("g", "h")),
)
_SOFT_C, _HARD_C = re.compile(r"c(?=[eiy])"), re.compile(r"c(?!h)")
_TWICE = re.compile(r"(.)\1+")
_PLAIN = str.maketrans("øłđıßæœ", "oldisao")


def of_latin(name: str) -> str:
    """The sounds of a name in Latin letters, without its accents.

    >>> of_latin("Félix"), of_latin("Feliks"), of_latin("Filippo")
    ('feliks', 'feliks', 'filipo')
    """
    plain = unicodedata.normalize("NFKD", name.lower().translate(_PLAIN))
    return _joined("".join(c for c in plain if c.isascii() and c.isalpha()))


def of_cyrillic(word: str) -> str:
    """The sounds of a word in Cyrillic letters.

    >>> of_cyrillic("Фелікс"), of_cyrillic("Філіппо"), of_cyrillic("Анатолій")
    ('feliks', 'filipo', 'anatoli')
    """
    return _joined("".join([_SOUNDS.get(c, c) for c in word.lower()]))


def is_given_abroad(word: str) -> bool:
    """Whether a word in Cyrillic letters sounds like a given name of the lists.

    >>> is_given_abroad("Філіппо"), is_given_abroad("Партія")
    (True, False)
    """
    return "\u0400" <= word[:1] <= "\u04ff" and len(sounds := of_cyrillic(word)) >= LEAST and spelt(sounds)


def _joined(sounds: str) -> str:
    for one, other in _SAME:
        if one in sounds:
            sounds = sounds.replace(one, other)
    return _TWICE.sub(r"\1", _HARD_C.sub("k", _SOFT_C.sub("s", sounds)))
