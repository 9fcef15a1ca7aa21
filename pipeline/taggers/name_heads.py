"""What stands at the head of a run and is no part of a name: the word that begins a sentence, and whose something is."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from newsbeam.pipeline.process.memory import releasable
from newsbeam.pipeline.taggers.name_around import begins
from newsbeam.pipeline.taggers.name_cues import PARTICLES
from newsbeam.pipeline.taggers.name_words import ALONE, MAYBE, NOTHING, PERSON, Reading
from newsbeam.pipeline.taggers.tables import rows
from newsbeam.pipeline.text.months import month_of, weekday_of

LANGUAGES = ("de", "fi", "hu", "es", "pt", "it", "pl", "cs", "sk", "ro", "sn")
"""Whose words at the head of a sentence may be given names elsewhere, and hardly are there: "Von Anfang", "Jos Dell", "Hoy Dell"; not "Hans" in Danish."""
_FINNISH = re.compile(r"(?:n|[sl][st][aä]|lle)$")
"""Finnish's "of", "in", "from", "on" and "to" behind a name."""
_ROMANIAN = ("ului", "elor", "ilor", "ei", "ii")
"""How Romanian's nouns end behind "of": nobody's unknown given name does."""


def without_head(text: str, at: int, one: Reading, language: str | None) -> tuple[int, Reading]:
    """Where a name begins, and the name, behind French's "M.", what heads a sentence ("Von Konrad Weber", not "Von der Leyen") and whose
    something is in Finnish ("Microsoftin Windows"): what is left of two words then is no person.
    """
    head, _, rest = one.name.partition(" ")
    if language == "fr" and head == "M.":
        return at + 3, Reading(0, rest, PERSON if " " in rest else ALONE, one.score)
    heads = head in _heads().get(language or "", ()) and rest[:1].isupper() and begins(text, at)
    if language == "ro" and one.kind == MAYBE and head.endswith(_ROMANIAN):
        return at, Reading(0, one.name, NOTHING, 0)  # "Imperiului Roman"
    if heads or (language == "fi" and one.kind == MAYBE and _FINNISH.search(head) is not None):
        return at + len(head) + 1, Reading(0, rest, one.kind if " " in rest else NOTHING, one.score)
    return at, one


def apart(readings: Sequence[Reading], language: str | None) -> Iterable[Reading]:
    """The names of a run one by one: Hausa's "da" is "and", where Portuguese has it within a name ("Aminu Kano da Sani Bello")."""
    if language != "ha" or all(" da " not in one.name for one in readings):
        return readings
    found = []
    for one in readings:
        at = one.at
        for name in one.name.split(" da "):
            if " " in name:
                found.append(Reading(at, name, one.kind, one.score))
            at += len(name) + len(" da ")
    return found


@releasable
@cache
def _heads() -> Mapping[str, frozenset[str]]:
    """Language -> the words that head its sentences, of the table's `skip`."""
    found: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    for kind, language, listed in rows("name_words"):
        if kind == "skip" and language in found:
            found[language].update(word for word in listed.split("|") if _is_a_head(word, language))
    return {language: frozenset(words) for language, words in found.items()}


def _is_a_head(word: str, language: str) -> bool:
    """Whether it is hardly a name at the head of a sentence: not "Domingo Cavallo", "Ma Ying-jeou", "Che Guevara"."""
    short = len(word) < 3 and language not in ("de", "fi")
    return not short and word not in PARTICLES and word != "Che" and month_of(word) is None and weekday_of(word) is None
