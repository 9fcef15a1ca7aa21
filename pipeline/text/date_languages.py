"""What dateparser reads, and whose dates it is asked for: those of the news languages that are written in the date's script.

All of its 200 languages take 42 MB and 1.1 s at the first odd date, those of the Latin script a third of that: so where a script parts
its words, only the languages that know one of the date's are asked.
"""

# ruff: noqa: SIM905  word lists read best as words

import re
import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any

_BY_SCRIPT = {
    "LATIN": (
        "en es fr pt de it id tr vi nl pl ro sv cs hu da fi nb sk hr sl ca sr-Latn lt lv et sq az uz sw ms fil af eu gl cy ga is so zu"
    ).split(),
    "CYRILLIC": "ru uk bg sr-Cyrl sr be mk kk ky mn uz".split(),
    "ARABIC": "ar fa ur ps ug".split(),
    "HEBREW": ["he"],
    "DEVANAGARI": "hi mr ne".split(),
    "BENGALI": "bn as".split(),
    "CJK": "zh ja zh-Hant yue ko".split(),
    "HIRAGANA": ["ja"],
    "KATAKANA": ["ja"],
    "HANGUL": ["ko"],
    "GREEK": ["el"],
    "THAI": ["th"],
    "TAMIL": ["ta"],
    "TELUGU": ["te"],
    "KANNADA": ["kn"],
    "MALAYALAM": ["ml"],
    "GUJARATI": ["gu"],
    "GURMUKHI": ["pa"],
    "SINHALA": ["si"],
    "ARMENIAN": ["hy"],
    "GEORGIAN": ["ka"],
    "ETHIOPIC": ["am"],
    "KHMER": ["km"],
    "LAO": ["lo"],
    "MYANMAR": ["my"],
}


_PARTED = frozenset({"LATIN", "CYRILLIC"})
"""Scripts that part words by spaces: a language none of whose words is there cannot read the date."""
_WORD = re.compile(r"[^\W\d_]+")


def read_by_dateparser(text: str, order: str) -> datetime | None:
    """An absolute time as dateparser reads it, naive; `order` of the parts of one in figures. It takes milliseconds, the first one more."""
    import dateparser

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # dateparser's own use of what Python deprecates
        found: datetime | None = dateparser.parse(
            text,
            languages=languages_of(text),
            settings={
                "PARSERS": ["absolute-time"],
                "STRICT_PARSING": True,
                "DATE_ORDER": order,
                "RETURN_AS_TIMEZONE_AWARE": False,
                "RELATIVE_BASE": datetime(2000, 1, 1),  # noqa: DTZ001 (dateparser wants it naive; strict parsing never uses it)
            },
        )
        return found


def languages_of(text: str) -> list[str]:
    """The languages that may read a date, likeliest first: those in whose script its letters are and, where a script parts its words,
    of which it has one; the likeliest of its script in any case, English for a text without any.

    >>> languages_of("2020 жылғы 24 шілде"), languages_of("24.7.2020"), languages_of("7月24日 Fri")[-1]
    (['ru', 'kk'], ['en'], 'en')
    """
    scripts = dict.fromkeys(unicodedata.name(char, "").partition(" ")[0] for char in text if char.isalpha())
    found: dict[str, None] = {}
    for script in scripts:
        codes: Sequence[str] = _BY_SCRIPT.get(script, ())
        if script in _PARTED:
            said = words_in(text)
            codes = [code for code in codes if code == codes[0] or not said.isdisjoint(words_of(code))]
        found |= dict.fromkeys(codes)
    return list(found) or ["en"]


@cache
def words_of(code: str) -> frozenset[str]:
    """The words that dateparser knows of a language; its table is small, and what it makes of one is half a megabyte."""
    info = import_module(f"dateparser.data.date_translation_data.{code}").info
    return frozenset(word for one in _texts(info) for word in words_in(one))


def words_in(text: str) -> frozenset[str]:
    """The words of a text without their marks, in small letters."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return frozenset(_WORD.findall("".join(char for char in plain if not unicodedata.combining(char))))


def _texts(table: Any) -> Iterator[str]:
    if isinstance(table, str):
        yield table
    elif isinstance(table, dict):
        for key, value in table.items():
            yield key
            yield from _texts(value)
    elif isinstance(table, list):
        for one in table:
            yield from _texts(one)
