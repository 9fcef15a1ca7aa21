"""Names of languages that hold a country's or a people's: they speak for no country. From CLDR: "フランス語", "bahasa Inggris", "ภาษาจีน"."""

from collections.abc import Iterator

from babel import Locale

WORLD = "en fr de es pt it ru zh ja ko ar hi ur fa tr nl pl sv da nb fi el he th vi id ms uk cs hu ro sw bn ta".split()  # noqa: SIM905
"""The languages that are taught and printed most."""
PHRASES = {
    "id": ("bahasa {}", "Bahasa {}"),
    "ms": ("bahasa {}", "Bahasa {}"),
    "th": ("ภาษา{}",),
    "lo": ("ພາສາ{}",),
    "km": ("ភាសា{}",),
    "ar": ("اللغة {}", "لغة {}"),
    "fa": ("زبان {}",),
    "ur": ("{} زبان",),
    "hi": ("{} भाषा",),
    "mr": ("{} भाषा",),
    "ne": ("{} भाषा",),
    "pa": ("{} ਭਾਸ਼ਾ",),
    "gu": ("{} ભાષા",),
    "bn": ("{} ভাষা",),
    "vi": ("tiếng {}", "Tiếng {}"),
}
"""How a language is called where its name is its people's or its land's too."""
AS_LISTED = ("ja", "ko", "zh", "zh_Hant")
"""Languages whose names of languages are these and nothing else."""


def tongue_names() -> Iterator[str]:
    """Each name, in the languages above."""
    for language in AS_LISTED:
        names = Locale.parse(language).languages
        yield from (names[one] for one in WORLD if one in names)
    for language, phrases in PHRASES.items():
        names = Locale.parse(language).languages
        for one in WORLD:
            if one in names:
                yield from (phrase.format(names[one].removeprefix("Tiếng ")) for phrase in phrases)
