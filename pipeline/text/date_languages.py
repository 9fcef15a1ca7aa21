"""Whose dates dateparser is asked to read: those of the news languages that are written in the date's script.

All of its 200 languages take 42 MB and 1.1 s at the first odd date; those of one script at most a third of that.
"""

# ruff: noqa: SIM905  word lists read best as words

import unicodedata

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


def languages_of(text: str) -> list[str]:
    """The languages, likeliest first, in whose script the letters of `text` are; English for a text without any.

    >>> languages_of("2020 жылғы 24 шілде")[:2], languages_of("24.7.2020"), languages_of("7月24日 Fri")[-1]
    (['ru', 'uk'], ['en'], 'zu')
    """
    scripts = dict.fromkeys(unicodedata.name(char, "").partition(" ")[0] for char in text if char.isalpha())
    return list(dict.fromkeys(code for script in scripts for code in _BY_SCRIPT.get(script, ()))) or ["en"]
