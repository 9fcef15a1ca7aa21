"""Endings: from one form of an adjective or a name to those that stand in texts. Rules of school grammars, not of a model."""

from collections.abc import Callable, Iterator, Mapping

_RU_ADJECTIVE = "ий ого ому им ом ая ой ую ое ие их ими".split()  # noqa: SIM905  endings read best as words
_DE = ("", "e", "en", "er", "es", "em")


def forms(language: str, field: str) -> Iterator[str]:
    """Every form of a comma-separated list of masculine adjectives, lower case and capitalised; `=x` stays as it is."""
    for base in filter(None, field.split(",")):
        made = [base[1:]] if base.startswith("=") else INFLECT[language](base)
        for form in made:
            yield form
            yield form[0].upper() + form[1:]


def _spanish(base: str) -> list[str]:
    if base.endswith("o"):
        return [base, base[:-1] + "a", base + "s", base[:-1] + "as"]
    for accented, plain in (("és", "es"), ("án", "an"), ("ón", "on"), ("ín", "in")):
        if base.endswith(accented):
            stem = base[: -len(accented)] + plain
            return [base, stem + "a", stem + "es", stem + "as"]
    if base.endswith("í"):
        return [base, base + "es", base + "s"]
    if base.endswith(("l", "s")):
        return [base, base + "a", base + "es", base + "as"]
    return [base, base + "s"]


def _portuguese(base: str) -> list[str]:
    if base.endswith("ês"):
        return [base, base[:-2] + "esa", base[:-2] + "eses", base[:-2] + "esas"]
    if base.endswith("l"):
        return [base, base + "a", base[:-1] + "is", base + "as"]
    if base.endswith("ão"):
        return [base]
    return _spanish(base)


def _french(base: str) -> list[str]:
    if base.endswith("e"):
        return [base, base + "s"]
    if base.endswith(("ien", "éen")):
        return [base, base + "ne", base + "s", base + "nes"]
    plural = base if base.endswith("s") else base + "s"
    return [base, base + "e", plural, base + "es"]


def _italian(base: str) -> list[str]:
    if base.endswith("o"):
        return [base, base[:-1] + "a", base[:-1] + "i", base[:-1] + "e"]
    return [base, base[:-1] + "i"]


def _german(base: str) -> list[str]:
    return [base + ending for ending in _DE]


def _russian(base: str) -> list[str]:
    return [base + ending for ending in _RU_ADJECTIVE]


INFLECT: Mapping[str, Callable[[str], list[str]]] = {
    "es": _spanish,
    "fr": _french,
    "de": _german,
    "pt": _portuguese,
    "it": _italian,
    "ru": _russian,
}


def cyrillic_cases(name: str) -> list[str]:
    """A Russian name's other cases: "Пакистан" gives "Пакистана", "Пакистане" ..., "Турция" gives "Турции", "Турцию".

    Only names of one word; others ("Новая Зеландия") change in both, and the few that matter are in `seeds/foreign.tsv`.
    """
    if " " in name or "-" in name or len(name) < 4 or not "а" <= name[-1] <= "я":
        return []
    stem, last = name[:-1], name[-1]
    if name.endswith("ия"):
        return [stem + e for e in ("и", "ю", "ей")]
    if last == "а":
        return [stem + e for e in ("ы", "и", "е", "у", "ой")]
    if last == "я":
        return [stem + e for e in ("и", "е", "ю", "ей")]
    if last == "й":
        return [stem + e for e in ("я", "ю", "ем", "е")]
    if last == "ь":
        return [stem + e for e in ("и", "я", "ю", "ью", "ем", "е")]
    return [] if last in "оеиуыэюё" else [name + e for e in ("а", "у", "ом", "е")]
