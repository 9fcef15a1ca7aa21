"""Names in Polish, Czech, Slovak, Slovene and Croatian as a list has them: "Tomasza Frankowskiego" is "Tomasz Frankowski".

By the endings of school grammars, and only where what is left of the first name is a given name, or where both words have the ending
of one case ("Stivu Vitkofu").
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.taggers.name_lists import family, given

LANGUAGES = frozenset(("pl", "cs", "sk", "sl", "hr", "bs", "sr"))
_ENDINGS = ("owi", "ovi", "iem", "em", "om", "ou", "ie", "a", "u", "e", "ę", "ą", "y", "i", "o")
"""Of a given name, longest first."""
_MEN = ((re.compile(r"([sc]k)(?:iego|iemu|im|og|om|ega|emu)$"), r"\1i"), (re.compile(r"([sc]k)(?:ého|ému|ým|ém)$"), r"\1ý"))
"""Adjectives of men: -skiego and -skog are -ski, -ského is -ský."""
_MEN_IN_Y = frozenset(
    ["Antoni", "Cezary", "Jerzy", "Ignacy", "Konstanty", "Wincenty", "Walenty", "Hilary", "Bazyli", "Ksawery", "Jiří", "Jirí"]
)
"""Men's names that end as women's do in the second case."""
_WOMEN = ((re.compile(r"([sc]k)(?:ą|iej|e|oj|u|om)$"), r"\1a"), (re.compile(r"(ov|[sc]k)(?:ou|é|ej)$"), r"\1á"))
_MAN = late(r"([^aeiouyáéíóúůąęAEIOUY])(?:owi|ovi|iem|em|om|ie|a|u|e)$")
_CZECH_MAN = re.compile(r"[^aeiouyáéíóúů]y$")
"""A man's family name in -a, in the second case: "Petra Fialy" is Petr Fiala, a woman would be Fialová."""
_FLEETING = late(r"([^aeiouyáéíóúů])([kłlcr])$")
"""Where a vowel stands in the first case and no other: Marka, Marek; Pawła, Paweł."""


@lru_cache(maxsize=4096)
def nominative(name: str) -> str:
    """A person's name of two words in the first case; as printed where no given name is left.

    >>> [nominative(one) for one in ("Tomasza Frankowskiego", "Ewę Weber", "Stivu Vitkofu", "Janem Novákem", "Marka Kowala", "Ewa Weber")]
    ['Tomasz Frankowski', 'Ewa Weber', 'Stiv Vitkof', 'Jan Novák', 'Marek Kowal', 'Ewa Weber']
    """
    first, _, last = name.partition(" ")
    if not last or " " in last or first in _MEN_IN_Y:
        return name
    if first in given():
        man = first[:-1] if first.endswith("a") and first[:-1] in given() else ""
        if man and last.endswith("ića"):
            return f"{man} {last[:-1]}"
        return f"{man} {last[:-1]}a" if man and _CZECH_MAN.search(last) else name
    base = next((one for one in _bases(first) if one in given()), None)
    if base is None:
        alike = first[-1] == last[-1] == "u" and first[-2:-1].isalpha() and _MAN.search(first) and _MAN.search(last)
        return f"{first[:-1]} {last[:-1]}" if alike else name
    woman = base.endswith("a")
    for pattern, form in _WOMEN if woman else _MEN:
        if (changed := pattern.sub(form, last)) != last:
            return f"{base} {changed}"
    if woman or last in family():
        return f"{base} {last}"
    stem = _MAN.sub(r"\1", last)
    fuller = _FLEETING.sub(r"\1e\2", stem)
    ends_in_ek = stem[-1:] == "k" and stem[-2:-1] != "s"  # Zaorálka is Zaorálek, Tuska Tusk
    return f"{base} {fuller if stem not in family() and (fuller in family() or ends_in_ek) else stem}"


def declined(name: str) -> bool:
    """Whether a name stands in another case than the first: a given name does, and a family name that is known or has its ending."""
    first_case = nominative(name)
    last = name.rpartition(" ")[2]
    return first_case != name and (last in family() or not first_case.endswith(last))


def _bases(first: str) -> Iterator[str]:
    """What a given name may be without its case's ending."""
    for ending in _ENDINGS:
        if first.endswith(ending) and len(first) > len(ending) + 1:
            stem = first[: -len(ending)]
            if ending in ("a", "owi", "ovi", "iem", "em", "u", "om"):
                yield _FLEETING.sub(r"\1e\2", stem)
                yield stem
                yield f"{stem}o"  # Marko, Marka
            yield f"{stem}a"
            if ending == "i":
                yield f"{stem}ia"
