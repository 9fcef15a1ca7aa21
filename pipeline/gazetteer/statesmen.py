"""Who speaks for a country in the news, in the other cases of the languages that decline names: "Trampu", "Zełenskiego", "Путиным".

`seeds/statesmen.tsv` has each family name as these languages spell it, `seeds/surname_cases.tsv` the endings of school grammars. A form
speaks in its own language only.
"""

from collections.abc import Iterator

from newsbeam.pipeline.gazetteer.seeds import SISTERS, endings, seed

SPELLINGS = (("pl", "cs", "sk", "sl", "lt", "fi", "et", "hu"), ("hr", "lv"), ("sr",), ("ru",), ("uk",))
"""The languages of each column of the table."""
_VOWELS = frozenset("aeiouyáéíóúůėąčаеёиоуыэюяіїє") - {"č"}


def statesmen() -> Iterator[tuple[str, str, frozenset[str]]]:
    """(country, form, its languages) of every statesman's family name and of its cases."""
    for country, *spellings in seed("statesmen", 1 + len(SPELLINGS)):
        for languages, name in zip(SPELLINGS, spellings, strict=True):
            for language in languages:
                own = SISTERS if language == "hr" else frozenset({language})
                yield from ((country, form, own) for form in (name, *surname_cases(language, name)))


def surname_cases(language: str, name: str) -> list[str]:
    """A family name's other cases; none of one that is not declined.

    >>> surname_cases("pl", "Trump"), surname_cases("hr", "Vitkof")[:3], surname_cases("uk", "Зеленський"), surname_cases("ru", "Рубио")
    (['Trumpa', 'Trumpowi', 'Trumpem', 'Trumpie'], ['Vitkofa', 'Vitkofu', 'Vitkofom'], ['Зеленського', 'Зеленському', 'Зеленським'], [])
    """
    rules = endings("surname_cases")[language]
    ends = next((name[at:] for at in range(1, len(name)) if name[at:] in rules), None)
    if ends is None and name[-1] in _VOWELS:
        return []
    stem = name[: -len(ends)] if ends else name
    return [stem + ending for ending in rules.get(ends or "*", "").split()]
