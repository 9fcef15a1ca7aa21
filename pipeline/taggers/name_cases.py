"""Names in Russian, Ukrainian, Belarusian and Serbian as a list has them: "Сергея Лаврова" is "Сергей Лавров"."""

from functools import lru_cache

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.taggers.name_lists import given

DECLINED = frozenset(("ru", "uk", "be", "sr"))
"""Languages in Cyrillic letters that decline names."""
_ADJECTIVE = {"ru": ("ий", "ая"), "uk": ("ий", "а"), "be": ("і", "ая"), "sr": ("и", "а")}
"""How -ск- ends, of a man and of a woman."""
_MAN_SKY = late("(ск|цк|зьк|ськ|цьк)(?:ого|ому|им|ым|ом|ог|ом)$")
_WOMAN_SKY = late("(ск|цк|зьк|ськ|цьк)(?:ой|ую|ої|ій|у|е)$")
_MAN_OV = late("(ов|ев|ёв|єв|ин|ын|ін|їн)(?:а|у|ым|им|ом|е|і)$")
_WOMAN_OV = late("(ов|ев|ёв|єв|ин|ын|ін|їн)(?:ой|у|ої|ою|е)$")
_MAN = late("([бвгґджзклмнпрстфхцчшщ])(?:а|у|ом|ем|ові|е|і)$")
_MAN_KO = late("[бвгґджзлмнпрстфхцчшщь]ка$")
"""The second case of Зубко."""
_MAN_ENKO = late("енк(?:а|у|ом|ові)$")
"""The cases of Романенко."""
_GEORGIAN = ("дзе", "швили", "швілі")
"""Family names without cases."""
_MEN_IN_A = frozenset(
    ("Илья", "Никита", "Микита", "Ілля", "Никола", "Микола", "Сава", "Савва", "Лука", "Фома", "Хома", "Кузьма", "Данила", "Гаврила")
)


@lru_cache(maxsize=4096)
def nominative(name: str, language: str) -> str:
    """A person's name in the first case; as printed where no known given name begins it."""
    first, _, last = name.partition(" ")
    if not last or " " in last or (first in given() and not (first[-1] in "ау" and _MAN_SKY.search(last) is not None)):
        return name
    base = next((one for one in _bases(first) if one in given()), None)
    if base is None:
        return name
    if last.endswith(_GEORGIAN):
        return f"{base} {last}"
    man, woman = _ADJECTIVE[language]
    if base[-1] in "ая" and base not in _MEN_IN_A:
        form = _WOMAN_OV.sub(r"\1а", _WOMAN_SKY.sub(r"\1" + woman, last))
    else:
        form = _MAN_SKY.sub(r"\1" + man, last)
        if language == "uk" and _MAN_ENKO.search(form):
            return f"{base} {_MAN_ENKO.sub('енко', form)}"
        if language == "uk" and _MAN_KO.search(form):
            return f"{base} {form[:-1]}о"
        for ending in (_MAN_OV, _MAN):
            form = ending.sub(r"\1", form) if form == last else form
    return f"{base} {form}"


def _bases(first: str) -> list[str]:
    """What a given name may be without its case's ending."""
    if first.endswith(("ии", "ію", "ії", "ию")):
        return [first[:-1] + end for end in ("я", "й")]
    if first[-1] in "яюе" and first[-2] in "иі":
        return [first[:-1] + end for end in ("й", "я", "")]
    if first.endswith(("ою", "ею", "єю")):
        return [first[:-2] + end for end in ("а", "я")]  # "Оленою", "Марією"
    if first[-1] in "яю":
        return [first[:-1] + end for end in ("ь", "", "й", "а", "я", "о")]  # "Игоря": Игорь, not Игор
    if first[-1] in "ауеіиїєы":
        return [first[:-1] + end for end in ("", "й", "а", "я", "ь", "о")]
    return [first[:-2] + end for end in (("ь", "") if first.endswith("ем") else ("",)) + ("й", "а", "я")]
