"""What a run of capitalised words names, by its words alone: organisations, persons, and what only its text can settle.

Remembered run by run, for news names the same ones over and over; `name_context.py` looks at what stands around it. Each function
looks at the words from `a` to `b` of one part of a run.
"""

from collections.abc import Callable, Sequence

from newsbeam.pipeline.taggers.name_bodies import piece
from newsbeam.pipeline.taggers.name_joined import holds
from newsbeam.pipeline.taggers.name_kinds import (
    ARTICLE,
    BEGINS,
    DIVIDES,
    ENDS_NAME,
    FORM,
    FORM_BEFORE,
    FRONT,
    GIVEN,
    HEAD,
    INITIAL_DOT,
    INITIALS_,
    MATTER,
    OF,
    OF_FRONT,
    OFFICE,
    ON,
    OTHER,
    OWNER,
    PEOPLE,
    PRODUCT,
    SHOUTED,
    SKIP,
    SMALL,
    STOPPED,
    THE,
    TITLE,
    TWO_FRONT,
    VAN,
    Span,
    Words,
    both,
    named_by,
    stripped,
    union,
    word_of,
)
from newsbeam.pipeline.taggers.name_persons import named_person
from newsbeam.pipeline.taggers.name_runs import elided, parts
from newsbeam.pipeline.taggers.name_words import ORGANISATION, Reading

TURNING = (
    SMALL
    | ARTICLE
    | STOPPED
    | BEGINS
    | DIVIDES
    | OF
    | TITLE
    | OWNER
    | PEOPLE
    | SHOUTED
    | OTHER
    | ENDS_NAME
    | FRONT
    | OF_FRONT
    | TWO_FRONT
    | FORM
    | FORM_BEFORE
    | HEAD
)
"""Kinds that cut a run, or make a body or an office of a part of it: without any it names one person or nobody."""
_CUT = SMALL | DIVIDES
"""Without a word of these a part is one name at most, or two side by side."""


def read(run: str, short: str | None) -> tuple[Reading, ...]:
    """The names in a run, in order; `short` is the abbreviation in brackets after it.

    >>> [(one.name, one.kind) for one in read("Pakistan Cricket Board Chairman Ramiz Raja", None)]
    [('Pakistan Cricket Board', 0), ('Ramiz Raja', 2)]
    """
    if ("'" in run or "’" in run) and (cut := elided(run)) is not None:
        end, begin = cut
        return (*read(run[:end], None), *[one._replace(at=one.at + begin) for one in read(run[begin:], short)])
    printed = run.split(" ")
    if len(printed) <= 2 and word_of(printed[0])[1] & BEGINS:
        return ()  # "The Economist", "In January"
    words = list(map(word_of, printed))
    if short is None and not both(words) & TURNING:
        return tuple([_reading(words, 0, span) for span in named_person(words, 0, len(words))])
    found: list[Reading] = []
    several = parts(words, union(words), whole=short is not None)
    for at, part in several:
        if len(part) > 1:
            last = short is not None and part is several[-1][1]
            found += [_reading(part, at, span) for span in _pieces(part, short if last else None)]
    return tuple(found)


class _Runs(dict[str, tuple[Reading, ...]]):
    """What runs without an abbreviation behind them name, as they were met, up to `MOST`: then it begins anew. `lru_cache` makes a key of
    each and moves it to the front of a list.
    """

    def __missing__(self, run: str) -> tuple[Reading, ...]:
        if len(self) >= MOST:
            self.clear()
        found = self[run] = read(run, None)
        return found


MOST = 8192
read_alone: Callable[[str], tuple[Reading, ...]] = _Runs().__getitem__
"""The names in a run that no abbreviation follows, remembered."""


def _reading(words: Words, at: int, span: Span) -> Reading:
    a, b, kind, score = span
    for word in words[:a]:
        at += len(word[0]) + 1
    return Reading(at, " ".join([*[word[0] for word in words[a : b - 1]], words[b - 1][2]]), kind, score)


def _pieces(words: Words, short: str | None) -> Sequence[Span]:
    """The names in a part, of which the last may be abbreviated in brackets."""
    kinds = union(words)
    start = _behind_office(words) if kinds & OF and kinds & TITLE else 0
    if short is not None and (body := _abbreviated(words, start, short)):
        return body
    return _divided(words, start) if kinds & _CUT else piece(words, start, len(words))


def _abbreviated(words: Words, start: int, short: str) -> Sequence[Span]:
    """The last words that the letters stand for: "Amicus and the Transport and General Workers Union (TGWU)"."""
    b = len(words)
    for at in range(b - 2, start - 1, -1):
        begin = stripped(words, at, b)
        if not words[at][1] & SMALL and stands_for([word[0] for word in words[at:]], short) and _body(words, begin, b):
            return [named_by(words, begin, b, ORGANISATION)]
    return ()


def _divided(words: Words, start: int) -> Sequence[Span]:
    """The names in a part, cut where one ends and another begins."""
    b = len(words)
    found: list[Span] = []
    for at in range(start + 1, b):
        kind = words[at][1]
        if at <= start or not kind & _CUT:
            continue
        if (kind & (OF | VAN) or (at + 1 < b and words[at + 1][1] & FRONT)) and _whole(words, stripped(words, start, at), at):
            # "Paul Hofheinz of the Lisbon Council", "Piet de Vries van Zorgbelang".
            found += piece(words, start, at)
            start = at + 1
        elif _divides(words, at, b):
            right = at + 1
            while right < b and words[right][1] & SMALL:
                right += 1
            if right < b and not holds(words, (start, at), (right, b), the=words[at + 1][1] & THE > 0):
                found += piece(words, start, at)
                start = right
    return [*found, *piece(words, start, b)]


def _whole(words: Words, a: int, at: int) -> bool:
    """Whether a person's name is whole before "of" or "van": not "Jan Peter van der Meer"."""
    a = max((one + 1 for one in range(a, at - 2) if words[one][1] & TITLE), default=a)
    if at - a < 2 or not words[a][1] & (GIVEN | INITIALS_ | INITIAL_DOT) or union(words[a:at]) & (HEAD | FRONT):
        return False
    return not (words[at][1] & VAN and words[at - 1][1] & (GIVEN | SMALL))


def _body(words: Words, a: int, b: int) -> bool:
    """Whether a name that is abbreviated in brackets may be a body's: not "Gross Domestic Product (GDP)"."""
    if a == b or words[b - 1][3] & (OTHER | PRODUCT):
        return False
    return b - a > 2 or bool(union(words[a:b]) & (HEAD | FRONT))


def _divides(words: Words, at: int, b: int) -> bool:
    """Whether a small word may stand between two names; not in "Committee on Foreign Affairs"."""
    kind, before = words[at][1], words[at - 1][1]
    if before & SMALL or not kind & DIVIDES:
        return False
    return not (kind & ON and before & MATTER and at + 1 < b and not words[at + 1][1] & SKIP)


def _behind_office(words: Words) -> int:
    """Where a run begins behind the office before a body: "Director General of the Chambers of Commerce"."""
    b = len(words)
    for at in range(1, b - 1):
        if (
            words[at][1] & OF
            and words[at - 1][1] & TITLE
            and words[at - 1][0] != "Office"
            and all(word[1] & (TITLE | OFFICE | SKIP | PEOPLE) for word in words[:at])
        ):
            if words[at + 1][1] & THE:
                return at + 2
            return at + 1 if b - at - 1 > 2 else 0
    return 0


def stands_for(words: list[str], short: str) -> bool:
    """Whether the letters of an abbreviation begin the words of a name, in order; small words may be passed over."""
    letters = [c for c in short if c.isupper()]
    initials = "".join(word[0] for word in words if word[0].isupper())
    at = 0
    for letter in letters:
        at = initials.find(letter, at) + 1
        if not at:
            return False
    return len(letters) >= 3 and len(initials) <= len(letters) + 2
