"""The person that some words name: by a title before it, a given name at its head, or an order of names known abroad."""

import re
from collections.abc import Sequence

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.taggers.name_cues import INNER, LONELY, PLACED, ROMANIAN, STREETS
from newsbeam.pipeline.taggers.name_kinds import (
    BAD_LAST,
    CAPITALS,
    DER,
    DU,
    ENDS_NAME,
    FAMILY,
    GIVEN,
    ING,
    INITIAL_DOT,
    INITIALS_,
    LETTERS_ODD,
    NAMED_FIRST,
    NOBODY,
    OF,
    OF_OFFICE,
    OFFICE,
    OTHER,
    OWNER,
    PEOPLE,
    PLAIN_GIVEN,
    SHOUTED,
    SHUT,
    SKIP,
    SMALL,
    THINGS,
    TITLE,
    VAN,
    Span,
    Words,
    named_by,
    stripped,
    union,
)
from newsbeam.pipeline.taggers.name_words import ALONE, BEHIND_PLACE, MAYBE, PATRONYMICS, PERSON

MOST = 6
"""Capitalised words of a person's name."""
MOST_UNKNOWN = 4
"""The same of one that no given name begins."""
SYLLABLES = late(
    r"(?:[bcdfghjklmnpqrstwxyz]?h?y?(?:[iu]?[aeo][aeiou]?|[iuü][aeiou]?)(?:ng|n|r|k|m|p|l|t|h)?){1,2}(?:-[a-z]+)?", re.IGNORECASE
)
"""One or two syllables of Chinese or Korean in Latin letters."""


def people(words: Words, a: int, b: int, kinds: int) -> Sequence[Span]:
    """The person that the words from `a` to `b` name, which together are of these `kinds` at most."""
    a = stripped(words, a, b)
    if kinds & SHOUTED:
        b = _without_degree(words, a, b)
    if kinds & NAMED_FIRST and (
        sri := next((at for at in range(b - 2, a, -1) if words[at][0] == "Sri" and words[at - 1][0] == "Tan"), 0)
    ):
        return _after_title(words, sri + 1, b, "Sri")
    if kinds & TITLE:
        titles = _titles(words, a, b)
        if titles:
            title = titles[-1]
            if title > a and words[title][0] == "Sultan" and b - title <= 3 and title < b - 1 and titles[-2:-1] == [title - 1]:
                # "Assistant Minister Sultan Al Shamsi": a form of address that is a given name, behind another title.
                return _after_title(words, title, b, "")
            return _after_title(words, title + 1, b, words[title][0].rstrip("."))
    if kinds & OWNER:
        a = max((at + 1 for at in range(a, b - 1) if words[at][1] & OWNER), default=a)
    while b - a > 2 and not words[a][1] & GIVEN and words[a][1] & (PEOPLE | SHOUTED):
        a += 1
    if b - a > 2 and words[a][0] in ("A.", "I.") and words[a + 1][1] & PLAIN_GIVEN:
        a += 1  # "from Group A. Karim Shah said": as often the last word of the sentence before
    return _bearer(words, a, b, kinds)


def _titles(words: Words, a: int, b: int) -> list[int]:
    """Where titles stand that are not a part of the name itself."""
    titles = [at for at in range(a, b) if words[at][1] & TITLE]
    if titles[-1:] == [b - 2] and titles[-2:-1] != [b - 3] and words[b - 2][0] == "Dean":
        titles.pop()  # "Dean Jones": a given name as often
    if titles and titles[-1] == b - 1 > a and (words[b - 1][3] & FAMILY or words[a][1] & GIVEN):
        titles.pop()  # "Larry King", "Chairman Ramiz Raja"
    while (
        titles and titles[-1] > a and words[titles[-1]][0] in ("Bi", "Tun", "Pol", "Bw") and words[titles[-1] - 1][1] & PLAIN_GIVEN
    ):
        titles.pop()  # "Abang Johari Tun Openg", "Vincent Toh Bi Irié"
    return titles


def _without_degree(words: Words, a: int, b: int) -> int:
    """Where a name ends before a degree: "Juru Bicara KPK Johan Budi SP"."""
    while b - a > 2 and words[b - 1][3] & SHOUTED and words[a][1] & (GIVEN | TITLE):
        b -= 1
        while words[b - 1][1] & SMALL:
            b -= 1
    return b


def _bearer(words: Words, a: int, b: int, kinds: int) -> Sequence[Span]:
    """The person that words without a title name."""
    if kinds & OTHER:
        # "Davis Cup Tim Henman".
        a = next((at + 1 for at in range(b - 3, a - 1, -1) if words[at][1] & OTHER and words[at + 1][1] & GIVEN), a)
    a = stripped(words, a, b)
    if kinds & ENDS_NAME:
        b = _before_small(words, a, b)
    return named_person(words, a, b)


def named_person(words: Words, a: int, b: int) -> Sequence[Span]:
    """The person that words name of which none says what they are."""
    capitals = [word for word in words[a:b] if not word[3] & SMALL]
    count = len(capitals)
    if count < 2:
        return ()
    first = capitals[0][3]
    if first & NAMED_FIRST and count <= MOST_UNKNOWN and not capitals[0][2].isascii() and _like_a_person(words, a, b):
        return [named_by(words, a, b, PERSON)]  # Nguyễn Thị Hồng
    if count <= 3 and first & NAMED_FIRST and all(SYLLABLES.fullmatch(word[2]) for word in capitals[1:]):
        return [named_by(words, a, b, PERSON)]
    if (
        not first & (SKIP | INITIAL_DOT)
        and (not first & (GIVEN | FAMILY | NAMED_FIRST) or first & NOBODY)
        and (at := _begin(words, a, b))
    ):
        # "Relações Exteriores Celso Amorim": what is left of an office stands before the given name.
        return _bearer(words, at, b, union(words[at:b]))
    if count == b - a and _thing_too(capitals):
        return [named_by(words, a, b, MAYBE, 0)]  # "manager Kevin Cash"
    if count > MOST or not _like_a_person(words, a, b):
        return ()
    return _by_first(words, a, b, capitals)


def _thing_too(capitals: Words) -> bool:
    """Whether a given name stands before a family name that is a word at the end of other names as well: "Kevin Cash", "Anna Park"."""
    if len(capitals) != 2 or not capitals[0][3] & PLAIN_GIVEN:
        return False
    last = capitals[1][3]
    return bool(last & FAMILY and last & OTHER and not last & (NOBODY | SKIP))


def _by_first(words: Words, a: int, b: int, capitals: Words) -> Sequence[Span]:
    """The person, sure or not, by the first of his words and the last."""
    first, last, known = capitals[0][3], capitals[-1][3], int(capitals[-1][3] & FAMILY > 0)
    if first & OTHER:
        return ()
    if first & GIVEN:
        return [named_by(words, a, b, PERSON if first & PLAIN_GIVEN else MAYBE, 1 + known)]
    if first & INITIALS_ and not first & INITIAL_DOT:
        return [named_by(words, a, b, PERSON if known else MAYBE, 1)] if len(capitals) == 2 else ()  # JD Vance
    if first & INITIAL_DOT:
        if any(word[3] & OTHER for word in capitals[1:-1]):
            return ()  # "N. Hollow Street Farm"
        return [named_by(words, a, b, PERSON if known or len(capitals) > 2 else MAYBE, 1)]
    if capitals[-1][2].endswith(PATRONYMICS) and not first & (OFFICE | PEOPLE | SKIP):
        return [named_by(words, a, b, PERSON)]
    if len(capitals) > MOST_UNKNOWN or (first | last) & (ING | PEOPLE):
        return ()
    for word in capitals:
        if word[3] & LETTERS_ODD:
            return ()
    return [named_by(words, a, b, MAYBE, known + bool(last & GIVEN and first & FAMILY))]


def _after_title(words: Words, a: int, b: int, title: str) -> Sequence[Span]:
    while b - a > 2 and words[a][1] & SHOUTED:
        a += 1  # "Gubernur DKI Jakarta ..."
    if a < b and title.lower() in PLACED and not words[a][1] & GIVEN:
        # "Bupati Halmahera Timur", "Burmistrz Radoszyc"; where a name stands behind the place, the text's places tell.
        b = _before_small(words, a, b)
        return [named_by(words, a, b, BEHIND_PLACE)] if 3 <= b - a <= MOST and _like_a_person(words, a, b) else ()
    begin = a
    a = _behind_matter(words, a, b)
    b = _before_small(words, a, b)
    if a < b and words[a][1] & GIVEN:
        # "Councillor Brendan Cronin of Killarney".
        b = next((at for at in range(a + 2, b) if words[at][1] & OF), b)
    capitals = [word for word in words[a:b] if not word[3] & SMALL]
    if _thing_too(capitals) and capitals[1][2] not in STREETS:
        return [named_by(words, a, b, PERSON)]  # "Mr. Stuart Law", but "King George Park"
    if not capitals or len(capitals) > MOST or not _like_a_person(words, a, b):
        return ()
    if len(capitals) == 1:
        alone = capitals[0]
        if len(alone[2]) > 2 and not alone[3] & (CAPITALS | THINGS) and not (a > begin and words[a - 1][1] & SMALL):
            return [named_by(words, a, b, ALONE, 1 + (title.title() in LONELY))]
        return ()
    if all(word[3] & OFFICE for word in capitals):
        return ()
    return [named_by(words, a, b, PERSON)]


def _behind_matter(words: Words, a: int, b: int) -> int:
    """Where the name begins behind what an office is for."""
    if a < b and words[a][1] & OF_OFFICE:
        # "Minister for Religious Affairs Noorul Haq Qadri": the name begins with a given name behind the office.
        a = next((at for at in range(a + 2, b - 1) if words[at][1] & GIVEN and not words[at][1] & OFFICE), b)
    while a < b and (kind := words[a][1]) & (OFFICE | SKIP | SMALL | SHOUTED):
        if b - a == 2 and not kind & (OFFICE | SMALL | SHOUTED):
            break  # "Irjen Pol Aan Suhanan": a word that heads sentences elsewhere
        if b - a > 2 and kind & PLAIN_GIVEN and not kind & (OFFICE | SMALL | SHOUTED) and words[a + 1][1] & PLAIN_GIVEN:
            break  # "President Oscar Luigi Scalfaro"
        a += 1
    if b - a > 2 and words[a][0].endswith(ROMANIAN):
        a += 1  # "Ministra Finanțelor Victoria Belous"
    if b - a > 2 and not words[a][1] & (GIVEN | FAMILY | NAMED_FIRST):
        return _begin(words, a, b) or a
    return a


def _begin(words: Words, a: int, b: int) -> int:
    """Where a name begins within a run: at a family name of Vietnam, else at a given name; 0: nowhere."""
    for at in range(a + 1, b - 1):
        if words[at][3] & NAMED_FIRST and not words[at][2].isascii():
            return at
    given = next((at for at in range(a + 1, b - 1) if words[at][3] & PLAIN_GIVEN), 0)
    if given and words[given][0] in INNER:
        return given - 1 if given > a + 1 else 0  # "envoy Ahmedou Ould Abdallah": nobody's name begins with it
    if given > a + 1 and words[given - 1][3] & GIVEN and not words[given - 1][3] & (OFFICE | SHUT):
        return given - 1  # "Saúde Ana Paula Martins": Ana is a word as well
    # "Director of Public Prosecutions Wendo Karanja": behind the last word of the office.
    return given or next((at + 1 for at in range(b - 3, max(a, b - 4) - 1, -1) if words[at][3] & OFFICE), 0)


def _before_small(words: Words, a: int, b: int) -> int:
    """Where a small word stands that no person's name holds: "Sri Hartono di Jakarta"."""
    for at in range(a + 1, b):
        if words[at][1] & ENDS_NAME:
            return at
    return b


def _like_a_person(words: Words, a: int, b: int) -> bool:
    """Whether no word says that it is a street, a treaty or a body."""
    if words[a][3] & SHUT or words[b - 1][3] & BAD_LAST:
        return False
    kinds, common = 0, SHOUTED
    for word in words[a:b]:
        kinds |= word[3]
        common &= word[3]
    if kinds & (NOBODY | DU) or common:
        return False
    if kinds & DER:
        der = next(at for at in range(a, b) if words[at][3] & DER)
        return bool(words[der - 1 if der > a else b - 1][3] & VAN)  # not "Saal der Stadt"
    return True
