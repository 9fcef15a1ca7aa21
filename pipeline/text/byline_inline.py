"""A byline in front of a dateline, on one line with it: `By Jane Roe Kathmandu, Oct 17 (PTI) The`, `(di Anna Rossi) (ANSA) - TORINO`."""

import re

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text import dateline
from newsbeam.pipeline.text.dateline_place import is_place
from newsbeam.pipeline.text.persons import is_person

_BEGINS = ("By ", "BY ", "Por ", "POR ", "Par ", "PAR ", "Von ", "VON ", "Di ", "DI ")
_FIRST = frozenset("BPVD(")
_BY_FIRST = frozenset("BP")
_BRACKETED = late(
    r"\((?:(?:di|by|por|par|von|de|från|fra|door) |dall['’]inviat[oa] |del nostro inviato )[^()\n]{3,60}\)\s{0,3}", re.IGNORECASE
)
_BY_INLINE = re.compile(r"By ((?:[A-Z][\w'’-]{0,30}\.?,? (?:and )?){2,7}?)(?=[A-Z]{3,20}[A-Z ,/]{0,40}[(,])")
_BY_FROM = re.compile(r"(?:By|BY|Por|POR|Par|PAR) [^\W\d_a-z][^\n.!?:;()]{2,90} (?=\((?:Desde|DESDE|From|FROM|Depuis|DEPUIS) )")
"""A byline in front of where its writer was: "Por Ana Ruiz, Corresponsal (Desde Lima) El puerto"."""
_NEAR = 90
"""Characters in which a name and a dateline behind it end."""
_NAMED = late(r"(?P<name>[^\W\d_a-z][^\W\d_]+(?: (?:[A-ZÁÉÍÓÚÑ]\.|[^\W\d_a-z][^\W\d_]+|de|del|la)){1,4})\. (?=[^\W\d_a-z])")
_STOP_AND_DASH = late(r"\.\s?[-–—]{1,2}\s*$")
_WORDS = 7
"""Words that a byline may have in front of a dateline."""
_FULL_NAME = 2
"""Words of a name that is whole."""
_REACH = 120


def end_of_byline(text: str, home_country: str | None) -> int:
    """Where a byline ends that a dateline with a source or a day follows; 0 where no such thing begins `text`.

    >>> text = "By Jane Roe Kathmandu, Oct 17 (PTI) The river rose."
    >>> text[end_of_byline(text, None):], end_of_byline("By noon the river rose.", None)
    ('Kathmandu, Oct 17 (PTI) The river rose.', 0)
    """
    if text[:1] not in _FIRST or not text.startswith(("(", *_BEGINS)):
        return _end_of_name(text, home_country)
    if text[0] == "(":
        found = _BRACKETED.match(text)
        return found.end() if found is not None and _is_dated(text[found.end() :], home_country, _WORDS) else 0
    first, *words = text[:_REACH].partition("\n")[0].split(" ")[:_WORDS]
    at = len(first) + 1
    for number, word in enumerate(words):
        if number and word[:1].isupper() and words[number - 1][-1:] != "," and _is_dated(text[at:], home_country, number):
            return at
        at += len(word) + 1
    return 0


def _end_of_name(text: str, home_country: str | None) -> int:
    """Where a name ends that a stop parts from a dateline which ends in a stop and a dash: `Ana Ruiz. Actopan.- Autoridades`."""
    head = text[:_NEAR]
    if not (".-" in head or ".–" in head or ".—" in head) or (found := _NAMED.match(text)) is None:
        return 0
    name = found["name"]
    if not is_person(name) or is_place(name):
        return 0
    behind = dateline.split(text[found.end() :], home_country=home_country)
    ended = behind is not None and behind.place is not None and is_place(behind.place) and _STOP_AND_DASH.search(behind.text)
    return found.end() if ended else 0


def end_before_place(line: str) -> int:
    """Where a byline ends that capitals and a bracket or comma follow, or the place that its writer sent it from; 0 where none does."""
    if line[:1] not in _BY_FIRST:
        return 0
    found = _BY_INLINE.match(line) or _BY_FROM.match(line)
    return found.end() if found is not None else 0


def _is_dated(text: str, home_country: str | None, names: int) -> bool:
    """Whether a dateline of a known place begins `text`, with a source or a day, behind so many words of a name.

    Without a source and a day that go on as text on its line a surname may be the place: a first name alone is no byline, and a bar
    or a line's end parts a time.
    """
    found = dateline.split(text, home_country=home_country)
    if found is None or not found.place:
        return False
    if "\n" in found.text and (found.credit is None or found.day is None or "\n" in found.text.rstrip()):
        return False  # the byline has a line of its own, and its surname is a town's: By Jane Roe and John Boston, QXN
    if found.credit is None and (names < _FULL_NAME or "|" in found.text):
        return False
    if found.credit is None and found.day is None:
        return (
            found.text.rstrip().endswith("—") and found.text.count(" ") < _WORDS and is_place(found.place)
        )  # By Jane Roe Lagos—The
    return is_place(found.place) or (found.country is not None and found.text.partition(",")[0].isupper())
