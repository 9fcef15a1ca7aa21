"""A dateline taken apart: places, region, day and sources in whatever order and brackets an agency prints them.

A reader by hand rather than one pattern: each step consumes at least one character of at most `REACH`, so hostile text
costs no more than any other, and a new agency needs no new pattern (docs/design/wire-copy.md#datelines).
"""

import re

from newsbeam.pipeline.gazetteer.script import UNCASED
from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.dateline_date import match_day
from newsbeam.pipeline.text.dateline_place import is_place, may_be_name, may_join
from newsbeam.pipeline.text.dateline_qualifiers import qualifiers
from newsbeam.pipeline.text.dateline_source import DOMAIN, OPENERS, SLASHED, Source, is_known, is_newsy, source_at
from newsbeam.pipeline.text.dateline_words import COMMA, GAP, REACH, RUN, RUN_WORDS, SPACE, Parts, skip, take_source
from newsbeam.pipeline.text.months import month_of, weekday_of

__all__ = ["REACH", "Parts", "read"]

_SUFFIX = re.compile(r" [abiv]\.\s?(?:d\.\s?)?[^\W\d_]{1,12}\.?")  # Frankfurt a.M., Neustadt a. d. Weinstraße
_JOINING = frozenset(("and", "AND", "und", "UND", "et", "ET", "y", "Y", "e", "E", "og", "och", "و", "اور"))
"""The scripts from here on have no capitals (but for Georgian and Cherokee)."""
_LOOK = 120
"""Characters within which prose shows itself."""
_MARK = re.compile(r"[-–—―(\[（【/|:;=~_•∙●▪■।۔.\ufffd\d]")
"""One of these is in every dateline's text, near its beginning."""
_APOSTROPHE = re.compile("['’]")
_AND = re.compile(rf" (?:{'|'.join(sorted(_JOINING))}) ")
_AND_ALSO = re.compile(r"\s?&\s?")
"""How Business Wire joins places: CAMBRIDGE, Mass. & PARIS."""
_BEFORE_A_DAY = frozenset({"في", "on", "le", "den", "am", "dne", "a", "à"})
_TAIL = re.compile(
    r"[\s\u00a0]*[:.,،;]?[\s\u00a0]?(?:[-–—―_=~\ufffd]{1,4}|[:।۔|∙●▪■]|/(?=\s))?[\s\u00a0]*(?:[-–—•]{1,2}[\s\u00a0]+)?"
)
_STOP = re.compile(r"\.?\s{0,2}")
_DASHED = re.compile(r"\s[-–—]\s")
_AMONG = re.compile(r"\s(?=؍)")
_WASHINGTON = ("WASHINGTON", "Washington")
_CAPITALS_LETTERS = (" D.C.", " D.C", " DC", " D.F.", " D.F", " DF")
_STATE = 2
"""Letters of a state that stand behind its town."""
_BLANK = re.compile(r"\s?")
_BEFORE_DASH = re.compile(r"\s(?:[-–—]{1,2}|[|■▪])\s")
_SQUARES = ("■", "▪", "|")
_FIGURES = re.compile(r"[.,]?\s?\d{1,2}(?!\d)")


def read(text: str, *, named: bool = False) -> Parts | None:
    """The parts of a dateline that may begin `text` (its digits ASCII), or None where nothing like one does.

    `named`: where its first place is not written as a name either, unless a source before it is a dateline already.
    """
    text = text[:REACH]
    at = 0 if text[:1].isalpha() else skip(SPACE, text, 0)
    if named and (_is_prose(text, at) or _MARK.search(text, at, at + _LOOK) is None):
        return None
    parts = Parts(start=at)
    if text[at : at + 1] and text[at] in OPENERS and (found := source_at(text, at)) and _may_lead(found):
        at = take_source(parts, found)
        parts.prefix_end = skip(_TAIL, text, at) if found.newsy else 0
        parts.prefix_tail = text[at : parts.prefix_end]
        at = skip(GAP, text, at)
    elif (site := DOMAIN.match(text, at)) is not None and text[site.end() : site.end() + 1] in (",", " "):
        parts.credit, parts.newsy_source = site[0], True
        at = skip(GAP, text, site.end())
    elif (day := match_day(text, at)) is not None and not text[day[0] : day[0] + 1].isalnum() and day[1].month:
        parts.day = day[1]
        at = skip(COMMA if text.startswith(",", day[0]) else SPACE, text, day[0])
        dot = skip(_STOP, text, at)
        if (site := DOMAIN.match(text, dot)) is not None and _DASHED.match(text, site.end()):
            parts.credit, parts.newsy_source, parts.bracketed, at = site[0], True, True, site.end()  # 14 марта. Example.ru -
    at = _places(parts, text, at)
    if named and parts.places and not parts.prefix_end and not may_be_name(parts.places[0]):
        return None  # prose: what follows makes no difference
    if not parts.places and parts.credit is None and parts.day is None:
        return None
    at = qualifiers(parts, text, at)
    if parts.places and text[at : at + 2].lstrip()[:1] == "&" and (also := _also(text, at)) is not None:
        parts.places.append(also[0].strip())
        at = qualifiers(parts, text, also.end())
    parts.end = skip(_TAIL, text, at)
    parts.tail = text[at : parts.end]
    if parts.tail == "-" and text[at - 1 : at].isalnum() and not parts.known_source:
        return None  # "M-3", "Moscow-based": a hyphen inside a word
    return parts


def _is_prose(text: str, at: int) -> bool:
    """A cheap look, where nearly every text without a dateline ends: a small word that no place has in it, seven words and more in a row."""
    words = text[at : at + _LOOK].split(" ", RUN_WORDS)
    if words[0] in _BEFORE_A_DAY or month_of(words[0]) is not None or weekday_of(words[0]) is not None:
        return False
    if words[0][:1] >= UNCASED:  # vowel signs are no letters there
        if len(words) <= RUN_WORDS or "-" in words[0] or not words[-1][:1].isalpha():
            return False
        run = RUN.match(text, at)
        return run is not None and run.end() - at == sum(map(len, words)) - len(words[-1]) + RUN_WORDS - 1
    if not _is_word(words[0]):
        return False
    for number in range(1, len(words) - 1):
        word = words[number]
        if not (word.isalpha() or _is_word(word)) or word in _JOINING:
            return False
        if word[0].islower() and not may_join(word):
            # The last word of a run may be a day's, and the place end before it: "Paris le 5 mai".
            marked = words[number + 1] in _SQUARES  # ROM rtr ■ Bei
            return words[number + 1][:1].isalpha() or (
                len(word) > 1 and word not in _BEFORE_A_DAY and month_of(word) is None and not marked
            )
    return len(words) > RUN_WORDS and words[-1][:1].isalpha()


def _is_word(word: str) -> bool:
    """Letters only, but for an apostrophe inside: all of it is read as one word of a place."""
    return word.isalpha() or (word[:1].isalpha() and _APOSTROPHE.sub("", word, count=1).isalpha())


def _places(parts: Parts, text: str, at: int) -> int:
    """One or several places: `BEIRUT/THE HAGUE`, `PARIS AND LONDON`, `QNA Doha`."""
    parts.place_at = at
    while (run := RUN.match(text, at)) is not None:
        name, at = _one_place(parts, run[0].strip(), run)
        parts.places += _joined(name)
        at = skip(_SUFFIX, text, at)
        at = skip(_AMONG, text, at)
        if text[at : at + 2].lstrip()[:1] == "&" and (also := _also(text, at)) is not None:
            at = also.start()
            continue
        mark = text[at : at + 1]
        slashed = SLASHED.match(text, at) if mark == "/" else None
        if mark not in ("/", ";", "؍") or (slashed is not None and _is_slashed_source(slashed["src"])):
            break
        at = skip(_BLANK, text, at + 1) if mark == "؍" else at + 1
    return at - 1 if parts.places and text[at - 1] == ";" else at  # নিউইয়র্ক; what follows is no place


def _also(text: str, at: int) -> re.Match[str] | None:
    """The place behind an ampersand; one that nobody knows is no place here ("JOHNSON & JOHNSON")."""
    joint = _AND_ALSO.match(text, at)
    run = RUN.match(text, joint.end()) if joint is not None else None
    return run if run is not None and is_place(run[0].strip()) else None


def _is_slashed_source(name: str) -> bool:
    """`/TASS/` and `/QXN/`, but not the second of `WASHINGTON/GENEVA/DUBAI`."""
    return is_known(name) or (is_newsy(name) and not is_place(name))


def _one_place(parts: Parts, name: str, run: re.Match[str]) -> tuple[str, int]:
    """(the place in a run of words, where it ends): without an agency before or behind it, or a preposition of the day's."""
    first, _, rest = name.partition(" ")
    if not parts.places and rest and agency(first) is not None and first.isupper() != rest.isupper():
        parts.credit, parts.known_source = parts.credit or first, True
        parts.place_at = run.end() - len(rest)
        return rest, run.end()
    if rest and not parts.places and parts.credit is not None and not parts.bracketed and not is_place(name):
        town = next((one for one in (f"{first} {rest.partition(' ')[0]}", first) if is_place(one)), None)
        if town is not None:  # Liputan6.com, Jakarta Menteri
            return town, run.start() + len(town)
    front, dash, behind = first.rpartition("-")
    if dash and not parts.places and parts.credit is None and not is_place(first) and is_place(front) and agency(behind):
        parts.credit, parts.known_source = behind, True  # دمشق-سانا
        return front, run.start() + len(first)
    front, _, last = name.rpartition(" ")
    if (
        front
        and parts.credit is None
        and _BEFORE_DASH.match(run.string, run.end())
        and agency(last) is not None
        and is_place(front)
    ):
        parts.credit, parts.known_source = last, True  # LA HABANA Reuters -
        return front, run.end()
    town, dash, state = name.rpartition("-")
    if dash and len(state) == _STATE and state.isupper() and not is_place(name) and is_place(town):
        return town, run.end()  # Brasília-DF
    if name.endswith(_CAPITALS_LETTERS) and front not in _WASHINGTON and is_place(front):
        return front, run.end()  # Bogotá D.C.
    return (_before_day(name, front, last, run) if front else None) or (name, run.end())


def _before_day(name: str, front: str, last: str, run: re.Match[str]) -> tuple[str, int] | None:
    """The place before a word that belongs to a day, and where that begins."""
    end = run.end() - len(last) - 1
    if month_of(last) is not None and _FIGURES.match(run.string, run.end()):
        town, _, weekday = front.rpartition(" ")
        if town and weekday_of(weekday) is not None and not is_place(front):
            return town, end - len(weekday) - 1  # London Mon Mar 4
        return front, end  # PARIS Aug 19
    if weekday_of(last) is not None and is_place(front) and not is_place(name):
        return front, end  # LAGOS Sunday
    return (front, end) if last in _BEFORE_A_DAY or (len(last) == 1 and run.string[run.end() : run.end() + 1] == ".") else None


def _joined(name: str) -> list[str]:
    """The places of `PARIS AND LONDON`; one name that the gazetteer knows stays whole (Trinidad and Tobago)."""
    names = _AND.split(name)
    return names if len(names) > 1 and not is_place(name) and all(map(is_place, names)) else [name]


def _may_lead(found: Source) -> bool:
    """Whether a source in front of the place may be one: any short name in capitals ("[Capital FM] Nairobi --")."""
    return found.newsy or (bool(found.printed) and len(found.printed) <= 40 and found.printed[0].isupper())
