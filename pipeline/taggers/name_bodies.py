"""The organisations that some words name: by the first word, the last one or a legal form; what is left may be a person's name."""

from collections.abc import Sequence
from functools import lru_cache

from newsbeam.pipeline.taggers.name_cues import ARMED, NAMED_AFTER, THEIRS, cues
from newsbeam.pipeline.taggers.name_kinds import (
    CAPITALS,
    FAMILY,
    FIELD,
    FOR,
    FORM,
    FORM_BEFORE,
    FRONT,
    GIVEN,
    HEAD,
    JOINS,
    MALAY,
    OF,
    OF_FRONT,
    OFFICE,
    ON,
    OTHER,
    OWNER,
    PEOPLE,
    PLAIN_GIVEN,
    SHOUTED,
    SHUT,
    SKIP,
    SMALL,
    TITLE,
    TWO_FRONT,
    WEAK_HEAD,
    Span,
    Words,
    both,
    named_by,
    stripped,
    union,
    word_of,
)
from newsbeam.pipeline.taggers.name_persons import people
from newsbeam.pipeline.taggers.name_words import ORGANISATION, PERSON, WEAK_ORGANISATION


def piece(words: Words, a: int, b: int) -> Sequence[Span]:
    """The names in a part of a run that joins nothing."""
    a = stripped(words, a, b)
    while a < b and words[b - 1][1] & SMALL:
        b -= 1
    if b - a < 2:
        return ()
    kinds = both(words[a:b])
    if kinds & _BODY and (found := _body(words, a, b, kinds)) is not None:
        return found
    if kinds & JOINS and (at := next((at for at in range(a + 1, b - 1) if words[at][0] == "&"), 0)) and _partners(words, a, at, b):
        return [named_by(words, a, b, WEAK_ORGANISATION)]
    return people(words, a, b, kinds)


def _partners(words: Words, a: int, at: int, b: int) -> bool:
    """Whether family names stand on both sides of an "&": "Barrow & Wolfe"; not "Bonnie & Clyde", "Food & Drink"."""
    sides = words[a:at], words[at + 1 : b]
    return all(len(side) < 3 and side[-1][3] & FAMILY and not union(side) & NO_PARTNER for side in sides)


NO_PARTNER = SKIP | OTHER | OFFICE | FIELD | HEAD | FRONT | SMALL | PLAIN_GIVEN
_BODY = FRONT | OF_FRONT | TWO_FRONT | FORM | FORM_BEFORE | HEAD


def _body(words: Words, a: int, b: int, kinds: int) -> Sequence[Span] | None:
    """The names in a part that a word of it says to be a body's; None where it is nobody's."""
    if kinds & (FRONT | OF_FRONT | TWO_FRONT):
        if front(words, a, b) and (head := _front_end(words, a, b)) >= a + 2:
            return [named_by(words, a, head, ORGANISATION), *piece(words, head, b)]
        inner = inner_front(words, a, b)
        if inner and not union(words[a:inner]) & (TITLE | SMALL):
            # "UAE Ministry of Foreign Affairs", but "Nepal's Ministry of Finance" begins behind the possessive.
            owned = next((at for at in range(inner, a, -1) if words[at - 1][1] & OWNER), a)
            return [named_by(words, owned, _front_end(words, owned, b), ORGANISATION)]
    if words[a][1] & TITLE and not words[a][1] & FRONT:
        # "Ketua Komisi Pemilihan Umum Hasyim Asy'ari": `name_context.py` cuts the person off who stands behind the body.
        begin = next((at for at in range(a + 1, b) if not words[at][1] & (TITLE | OFFICE)), b)
        if begin < b - 1 and (words[begin][1] & FORM_BEFORE or front(words, begin, b)):
            end = _front_end(words, begin, b)
            return [named_by(words, begin, end, ORGANISATION), *piece(words, end, b)]
    if words[b - 1][3] & FORM or (words[a][1] & FORM_BEFORE and not words[a + 1][1] & CAPITALS):
        begin = _behind_title(words, a, b)
        return [named_by(words, begin, b, ORGANISATION)] if begin < b else ()
    if kinds & HEAD:
        head = next((at for at in range(b - 1, a, -1) if words[at][3] & HEAD), a)
        if head > a and not (b - a == 2 and words[a][1] & GIVEN and words[head][3] & FAMILY):
            return _headed(words, a, b, head)
    return None


def _headed(words: Words, a: int, b: int, head: int) -> Sequence[Span]:
    """A run that holds the last word of an organisation's name, and perhaps somebody of it after that."""
    end = head + 1
    if b - end > 1 and words[end][1] & (OF | FOR | ON):
        # "Election Commission of Pakistan", "European Court of Human Rights".
        end = next((at for at in range(end + 2, b) if words[at][1] & (TITLE | GIVEN)), b)
    if end < b and not words[end - 1][1] & OWNER and not words[end][1] & (TITLE | GIVEN):
        return ()
    somebody = people(words, end, b, union(words[end:b])) if end < b else ()
    owner = next((at for at in range(end - 2, a, -1) if words[at][1] & OWNER), a)
    if owner > a and (owning := people(words, a, owner + 1, union(words[a : owner + 1]))) and _is_pair(owning[0]):
        return [*owning, *_headed(words, owner + 1, b, head)]  # "Coach Mike Brody's Denver Nuggets"
    begin = _behind_title(words, a, end)
    while end - begin > 1 and words[begin][1] & OWNER:
        begin += 1
    begin = _behind_genitive(words, begin, end)
    if end - begin < 2:
        return somebody
    last = words[end - 1][3]
    if not all(word[1] & (SKIP | OFFICE | PEOPLE) for word in words[begin : end - 1]):
        kind = WEAK_ORGANISATION if end - begin == 2 and last & WEAK_HEAD else ORGANISATION
        return [named_by(words, begin, end, kind), *somebody]
    if end - begin > 2 and words[end - 2][1] & FIELD and words[begin][0] not in THEIRS:
        return [named_by(words, begin, end, ORGANISATION), *somebody]  # "Federal Trade Commission", "Human Rights Council"
    if words[begin][1] & PEOPLE and last & WEAK_HEAD and words[end - 1][2] in ARMED:
        return [named_by(words, begin, end, WEAK_ORGANISATION), *somebody]  # "Nigerian Army"
    if words[begin][1] & PEOPLE and (not last & (FRONT | WEAK_HEAD) or end - begin > 2):
        return [named_by(words, begin, end, ORGANISATION), *somebody]
    return somebody


def _behind_genitive(words: Words, a: int, b: int) -> int:
    """Where a body begins behind a noun that it only belongs to: "Angaben der Polizei", "Informationen des Harlow Street Journal"."""
    of = next((at for at in range(b - 2, a, -1) if words[at][0] in ("der", "des")), a)
    return of + 1 if of > a and not union(words[a:of]) & (FRONT | HEAD | FORM) else a


def _is_pair(span: Span) -> bool:
    """Whether it is a person of two words: not "William Pitt Sotheby's International Realty"."""
    return span[2] == PERSON and span[1] - span[0] == 2


@lru_cache(maxsize=4096)
def behind_body(name: str) -> int:
    """Where in a body's name somebody's begins who is of it, after a title that its text prints before: 0 where nobody's does.

    >>> behind_body("Partito Democratico Elly Schlein"), behind_body("Fundação Getulio Vargas")
    (20, 0)
    """
    words = [word_of(text) for text in name.split(" ")]
    b = len(words)
    if words[-1][3] & (HEAD | FORM | SMALL):
        return 0
    if b == 2:
        return 0
    if b == 3 and words[1][3] & PLAIN_GIVEN and words[0][1] & FRONT and words[0][0] not in NAMED_AFTER:
        return len(words[0][0]) + 1  # "la presidenta de la Corte Karla Andrade"
    matter = max(at for at in range(b) if words[at][3] & (OFFICE | HEAD | FRONT | SMALL) or not at)
    for at in range(2, b - 1):
        kind, before = words[at][3], words[at - 1][3]
        if (
            before & FORM
            or (kind & PLAIN_GIVEN and not kind & (HEAD | OFFICE | FRONT) and not before & SMALL)
            or (at == b - 2 and kind & GIVEN and not kind & SHUT and at > matter)
            or (at == matter + 1 and words[matter][3] & OFFICE and b - at <= 3 and not union(words[at:b]) & (OTHER | SHOUTED))
        ):
            somebody = people(words, at, b, union(words[at:b]))
            if somebody and somebody[0][0] == at:
                return sum(len(word[0]) + 1 for word in words[:at])
    return 0


def front(words: Words, a: int, b: int) -> bool:
    """Whether a part begins with the first word of an organisation's name."""
    kind = words[a][1]
    if kind & FRONT and b - a > 1 and (not kind & OF_FRONT or words[a + 1][1] & SMALL):
        return True
    if kind & TWO_FRONT and b - a > 2:
        needs = cues().fronts.get(f"{words[a][0]} {words[a + 1][0]}")
        return needs is not None and bool(not needs or words[a + 1][1] & SMALL)
    return False


def inner_front(words: Words, a: int, b: int) -> int:
    """Where "Ministry of" and its like begin within a part; 0: nowhere."""
    return next((at for at in range(a + 1, b - 2) if words[at][1] & OF_FRONT and words[at + 1][1] & (OF | FOR)), 0)


def _front_end(words: Words, a: int, b: int) -> int:
    """Where an organisation ends that its first word announced: at a title, or at the end."""
    abroad, office = words[a][1] & MALAY, words[a][0] == "Office"
    for at in range(a + 1, b):
        kind = words[at][1]
        if kind & OWNER:
            return at + 1
        if abroad and words[at][0] in ("di", "ke"):
            return at
        if kind & TITLE and at > a + 1 and not words[at - 1][1] & SMALL and not office:
            return at
    return b


def _behind_title(words: Words, a: int, b: int) -> int:
    """Where an organisation begins behind somebody's title, but "King Edward Medical University" whole."""
    title = next((at for at in range(b - 3, a, -1) if words[at][1] & TITLE), 0)
    if not title and b - a > 3 and words[a][1] & TITLE and words[a + 1][0] in ("der", "des", "von"):
        return a + 2  # "Chef der Harlow Bank"
    return stripped(words, title + 1, b) if title else a
