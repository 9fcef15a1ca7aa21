"""Names that hold commas: bodies of several matters ("Ministry of Trade, Industry and Energy"), firms of several partners ("Halden,
Frick & Co.") or with their legal form behind a comma ("Acme Bio, Inc."), and who holds an office of several matters.

A run of capitalised words ends at a comma. What goes on behind one is read here, and only where a body or an office ended there.
"""

# ruff: noqa: SIM905  word lists read best as words

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.taggers.name_around import LOCATIVES
from newsbeam.pipeline.taggers.name_capitals import matches
from newsbeam.pipeline.taggers.name_cues import AND
from newsbeam.pipeline.taggers.name_kinds import (
    BEGINS,
    CAPITALS,
    FAMILY,
    FIELD,
    FORM,
    FRONT,
    GIVEN,
    HEAD,
    OF_FRONT,
    OFFICE,
    OTHER,
    OWNER,
    PEOPLE,
    PLAIN_GIVEN,
    SKIP,
    SMALL,
    TITLE,
    Word,
    word_of,
)
from newsbeam.pipeline.taggers.name_mentions import Span
from newsbeam.pipeline.taggers.name_runs import ANY, UP

MOST = 8
"""Matters of one body."""
_LEAD = re.compile(
    r"(?:(and|y|e|et|und|en|ve|și|i) )?(?:(?:the|de la|de las|de los|del|de|des|du|da|das|do|dos|della|delle|dei|di|der|für) )?(?:(?:d|l|dell|all|de l)['’])?"
)
"""What stands between a comma and the next matter: an "and", an article."""
_AND_MORE = re.compile(
    r" (?:e|y|et|und|i|și) (?:de la |de las |de los |del |de |des |du |da |das |do |dos |la |las |los |el |le |les |della |delle |dei |di |der |(?:d|l|dell|de l)['’])"
)
"""An "and" and an article: a run of capitalised words holds one small word of these, or two that names often hold."""
_OF = frozenset("of de del della delle dei di da do das dos des du la las los l der für".split())
"""Small words within a matter: "des Affaires étrangères", "Desarrollo de la Infancia"."""
_ELIDED = re.compile(r"(?:d|l|dell|all)['’]")
_PARTNERS = late(rf"(?:[{UP}][\w’'-]+, )+(?:[{UP}][\w’'-]+ (?:and|&) )?$")
"""The partners before the last one: "Skadden, Pell, "."""
_FIRM = frozenset("Co Cie Sons Sohn Söhne Fils Figli Hijos Filhos Zonen Partners Associates C Company Cía".split())
"""What stands behind the "&" of a firm of partners."""
_OFFICES = re.compile(r"inister (?:of|for) ")
_REACH = 60
"""Characters before a body in which its partners or first matters stand."""
_FORMED = re.compile(r"(?:Inc\b|Ltd\b|LLC\b|LLP\b|LP\b|Corp|L\.P|L\.L\.C|S\.A|S\.p\.A|N\.V)(?!\w)\.?")
"""Behind a comma and a space."""
_BEFORE_FORM = late(rf"(?<![\w&.-])[{UP}][\w&’'.-]*(?: (?:(?:of|&) )?[{UP}\d][\w&’'.-]*){{0,4}}$")
_NAMES = late(rf"((?: [{UP}][\w’'-]+){{2,3}})(?![\w’'-])")
NO_NAME = SKIP | TITLE | HEAD | FRONT | OFFICE | OTHER | FIELD


def listed_bodies(text: str, read: Sequence[Span], known: Collection[int]) -> Iterator[tuple[int, int]]:
    """(start, end) of the bodies that go on over a comma, of those `read`; `known`: where known bodies begin.

    >>> text = "the Ministry of Trade, Industry and Energy, and Frick & Co."
    >>> [text[a:b] for a, b in listed_bodies(text, [(4, 21, "Ministry of Trade")], ())]
    ['Ministry of Trade, Industry and Energy']
    """
    for at, stop, name in read:
        if text[stop : stop + 1] in (",", " ") and (end := _end_of_matters(text, stop, name)) > stop:
            yield at, end
            continue
        if text[at - 6 : at] == "- und " and (begin := _begin_of_word(text, at - 6)) < at - 6:
            yield begin, stop  # "Industrie- und Handelskammer"
            continue
        if text[at - 2 : at] in (", ", "d ", "& "):
            begin = _first_matter(text, at, name)
            if begin == at:
                begin = _first_partner(text, at, stop, name, known)
            if begin < at:
                yield begin, stop + (name.endswith("Co") and text[stop : stop + 1] == ".")


def _begin_of_word(text: str, end: int) -> int:
    """Where the letters begin that end at `end`."""
    while end and text[end - 1].isalpha():
        end -= 1
    return end


def formed_bodies(text: str, begin: int, starts: Iterable[int]) -> Iterator[Span]:
    """(start, end, name without the form) of the companies whose legal form stands behind a comma, where it may begin at these `starts`.

    >>> text = "shares of Acme Harbour Bio, Inc. rose"
    >>> [text[a:b] for a, b, _ in formed_bodies(text, 0, [28])]
    ['Acme Harbour Bio, Inc.']
    """
    ended = begin
    for form in matches(_FORMED, text, starts):
        at = form.start() - len(", ")
        first, ended = max(0, at - _REACH, ended), form.end()
        if (match := _BEFORE_FORM.search(text, first, at)) is None:
            continue
        words = [word_of(word) for word in match[0].split(" ")]
        start = match.start()
        of = next((one for one in range(len(words) - 1, 0, -1) if words[one][0] == "of" and not words[one - 1][1] & FRONT), 0)
        for word in words[:of]:
            start += len(word[0]) + 1  # "Users of Acme, Inc.", but "Bank of Lima, Inc."
        del words[:of]
        while words and words[0][1] & (BEGINS | TITLE | SMALL) and not words[0][1] & GIVEN:
            start += len(words.pop(0)[0]) + 1
        if words and not _in_capitals(text, start):
            yield start, form.end(), text[start:at]


def _in_capitals(text: str, at: int) -> bool:
    """Whether the word before is capitalised too: a line in Title Case, or a longer run than a name's."""
    before = text[max(0, at - 24) : at].rpartition("\n")[2].rstrip(" ").rpartition(" ")[2]
    return before[:1].isupper() and before[-1:].isalpha() and not word_of(before)[1] & (BEGINS | TITLE)


def office_holders(text: str, begin: int) -> Iterator[tuple[int, int]]:
    """(start, end) of the persons behind an office of several matters.

    >>> text = "Minister for Planning, Development and Special Initiatives Ahsan Raza said"
    >>> [text[a:b] for a, b in office_holders(text, 0)]
    ['Ahsan Raza']
    """
    for office in _OFFICES.finditer(text, begin):
        run = ANY.match(text, office.end())
        if run is None or text[run.end() : run.end() + 2] != ", ":
            continue
        end = _end_of_matters(text, run.end(), f"Ministry of {run[0]}")
        if end > run.end() and (match := _NAMES.match(text, end)) is not None:
            words = match[0].split()
            start = match.start() + 1
            if len(words) > 2 and not word_of(words[0])[4] & GIVEN and word_of(words[1])[4] & PLAIN_GIVEN:
                start += len(words.pop(0)) + 1  # a matter that is in no list
            if not any(word_of(word)[4] & NO_NAME and not word_of(word)[4] & GIVEN for word in words):
                yield start, match.end() - (2 if words[-1].endswith(("'s", "’s")) else 0)


def _end_of_matters(text: str, stop: int, name: str) -> int:
    """Where the list of matters ends that begins with a body's name; `stop` where it is none."""
    words = name.split(" ")
    if not _field(words[-1])[3] & FIELD or not any(word_of(word)[1] & (OF_FRONT | FRONT) for word in words[:-1]):
        return stop
    if (more := _AND_MORE.match(text, stop)) is not None:
        run = ANY.match(text, more.end())
        if run is None or _field(run[0].partition(" ")[0])[3] & (FRONT | HEAD):
            return stop  # "le Ministère de la Justice et la Police"
        length, ended = _matters(run[0], joined=True)
        return run.start() + length if ended else stop
    at = stop
    for _ in range(MOST):
        if text[at : at + 2] != ", " or (lead := _LEAD.match(text, at + 2)) is None:
            break
        if (run := ANY.match(text, lead.end())) is None:
            break
        length, ended = _matters(run[0], joined=lead[1] is not None)
        if ended:
            return run.start() + length
        if length < len(run[0]):
            break
        at = run.end()
    return stop


def _matters(run: str, *, joined: bool) -> tuple[int, bool]:
    """(characters of a run that are matters, whether the list ends with them)."""
    at = end = 0
    own = False
    for printed in run.split(" "):
        begin = at
        at += len(printed) + 1
        if printed in AND:
            if not own or joined:
                break
            joined, own = True, False
        elif printed[0].islower() and printed[1:2] not in ("'", "’"):
            if printed not in _OF:
                break
        else:
            text, kinds, bare, of_bare, _ = _field(printed)
            if of_bare & FIELD:
                own, end = True, begin + len(printed) - len(text) + len(bare)
                if kinds & OWNER:
                    break
            elif of_bare & (TITLE | PLAIN_GIVEN | HEAD | FRONT):
                break
            elif own and end == begin - 1 and at > len(run) and not of_bare & (FAMILY | GIVEN | CAPITALS):
                end = begin + len(
                    bare
                )  # "Employment and Social Inclusiveness": nothing stands behind that might be somebody's name
    return end, joined and own


def _field(printed: str) -> Word:
    """A word with its kinds, without an article before it."""
    elided = _ELIDED.match(printed)
    return word_of(printed[elided.end() :] if elided else printed)


def _first_matter(text: str, at: int, name: str) -> int:
    """Where a list of matters begins that ends with a body: "Health, Labour and Welfare Ministry"; `at` where it is none."""
    words = name.split(" ")
    if not word_of(words[0])[3] & FIELD or AND.isdisjoint(words) or not word_of(words[-1])[3] & HEAD:
        return at
    begin = at
    while text[begin - 2 : begin] == ", ":
        start = begin - 2
        for word in reversed(text[max(0, start - _REACH) : start].rsplit("\n", 1)[-1].split(" ")):
            kinds = word_of(word)[3] if word else SMALL
            if start == begin - 2 and not kinds & FIELD:
                break
            if (
                not word[:1].isupper()
                or word[-1] in ",.;:'’"
                or kinds & (BEGINS | OWNER | TITLE | PLAIN_GIVEN)
                or word.endswith(("'s", "’s"))
            ):
                break
            start -= len(word) + (start < begin - 2)
        if start == begin - 2:
            break
        begin = start
    return begin


def _first_partner(text: str, at: int, stop: int, name: str, known: Collection[int]) -> int:
    """Where a firm's first partner begins; `at` where none stands before."""
    words = name.split(" ")
    kinds = word_of(words[-1])[3]
    firm = "&" in words and bool(kinds & (FORM | FAMILY) or not _FIRM.isdisjoint(words))
    if not (firm or words[-1] in ("LLP", "LLC")) or text[stop : stop + 5].lstrip(".").startswith(" and "):
        return at
    match = _PARTNERS.search(text, max(0, at - _REACH), at)
    if match is None or (not firm and not match[0].endswith((" and ", " & "))):
        return at
    begin = match.start()
    partners = match[0].split(", ")
    before = "".join(text[max(0, begin - 24) : begin].split()[-1:])
    if text[begin - 1 : begin].isalnum() or before.lower() in LOCATIVES:
        return at
    if before[:1].isupper() and not word_of(before)[1] & BEGINS:
        begin += len(partners.pop(0)) + 2  # "Arent Fox, Gibson, Dunn & Crutcher": another's name
    place = begin
    for partner in partners:
        bare = partner.removesuffix(" and ").removesuffix(" & ")
        kinds = word_of(bare)[3] if bare else 0
        if place in known or kinds & CAPITALS or (kinds & (SKIP | TITLE | OTHER | HEAD | FRONT | PEOPLE) and not kinds & FAMILY):
            return at
        place += len(partner) + 2
    return begin
