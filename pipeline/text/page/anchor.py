"""Where a page's text begins: at its dateline, wherever that stands; else at the first line that reads as text."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from newsbeam.pipeline.text import dateline
from newsbeam.pipeline.text.dateline import BRACKETS, Dateline
from newsbeam.pipeline.text.dateline_line import alone, begins_signed, is_of_sentence
from newsbeam.pipeline.text.page import shapes
from newsbeam.pipeline.text.page.broken import goes_on, is_broken
from newsbeam.pipeline.text.page.closing import is_business
from newsbeam.pipeline.text.page.lines import Line, Sort, is_long_caption, is_long_title, sort_of, text_of
from newsbeam.pipeline.text.page.words import words_of

_LINES = 60
"""Lines among which the dateline is looked for."""
_PROSE = 5
_PROSE_LENGTH = 1_500
"""Sentences that may stand above a dateline (standfirst, captions, a note on the archive), and their characters."""
_LEAD = 60
"""What a line that begins with a bare place must weigh: a headline may begin so ("KARACHI: Two held")."""
_LEAST, _BRIEF = 0.25, 120
"""What a text has at least of the sentences above its dateline; characters of one that is a single line, unless they are fewer."""
_CLOSING = ")]）】"
"""What ends a caption that names whose picture it is."""
_DEGREES = re.compile(r"-?\d{1,2}(?:[.,]\d)?\s?(?:[CF]|°\s?[CF]?)")
_TOWNS, _TEASER, _SENT_BELOW, _HEADLINE = 2, 120, 4, 16
"""Towns that are a list to choose from; what a line weighs that breaks off; lines above an agency's line; what a headline weighs."""
_STANDFIRST, _STANDFIRST_LENGTH, _AKIN, _NEAR = 2, 900, 0.2, 3
"""Sentences above a time that may be the standfirst, their characters, the share of their words that the text must
have; lines above them among which a time says that the text has begun."""
_WIDEST = 140
"""Characters of a paragraph that was broken nowhere, whatever the short lines around it look like."""
_BEFORE_REPEAT = 12
"""Lines within which a headline stands twice."""
_TOP = 4
"""Lines at the top among which a page may speak of itself: cookies, subscriptions."""


class Start(NamedTuple):
    """Where the text begins, and what says so."""

    at: int
    """Number of the text's first line; the count of lines where there is none."""
    dated: bool
    """A dateline begins it."""
    place_line: int | None = None
    """The line above it that is a dateline by itself."""


def start_of(lines: Sequence[Line], home: str | None) -> Start:
    """Where the text of a page begins."""
    at = _dateline_at(lines, home)
    if at is not None:
        return Start(at, dated=True)
    at = _below_stamps(lines, _prose_at(lines))
    if (sent := _sent_below(lines, at)) is not None:
        return sent
    if at + 1 < len(lines) and sort_of(lines[at + 1].text) is Sort.PROSE and alone(lines[at].text) and not goes_on(lines, at):
        at += 1
    # What stands above a headline is a site's name or its menu, whatever town has that name.
    is_title = (n for n in range(at, 0, -1) if shapes.weight(lines[n - 1].text) >= _HEADLINE)
    titled = next((n - 1 for n in is_title if sort_of(lines[n - 1].text) is Sort.TITLE), 0)
    placed = [
        number
        for number in range(at)
        if (found := alone(lines[number].text)) is not None
        and (found.credit or not goes_on(lines, number))
        and not _is_weather(lines, number)
        # Else it is where its writer sits.
        and (found.credit or found.region or number + 1 == at or sort_of(lines[number + 1].text) is not Sort.BYLINE)
        and (found.credit or number > titled or found.place != lines[number].text.strip(" :"))
    ]
    listed = len({lines[number].text for number in placed}) > _TOWNS  # a list to choose a town from
    return Start(at, dated=False, place_line=placed[-1] if placed and not listed else None)


def _sent_below(lines: Sequence[Line], at: int) -> Start | None:
    """The text below an agency's place and time, which stand below a standfirst: `PTI | New Delhi | Updated: 14-09-2021`."""
    for number in range(at + 1, min(at + _SENT_BELOW, len(lines) - 1)):
        text = lines[number].text
        if sort_of(text) is not Sort.PROSE and (found := alone(text)) is not None and found.credit:
            below = (n for n in range(number + 1, len(lines)) if sort_of(lines[n].text) is Sort.PROSE)
            return Start(next(below, number + 1), dated=False, place_line=number)
    return None


def _is_weather(lines: Sequence[Line], number: int) -> bool:
    """Whether a town stands below its temperature, in a masthead; a day may stand between them."""
    return any(_DEGREES.fullmatch(line.text) for line in lines[max(0, number - 2) : number])


def _dateline_at(lines: Sequence[Line], home: str | None) -> int | None:
    bare: int | None = None
    prose, length = 0, 0
    for number, line in enumerate(lines[:_LINES]):
        sort = sort_of(line.text)
        if sort is Sort.TAIL and prose:
            break
        runs_on = goes_on(lines, number) and not begins_signed(line.text, home)
        if (
            (not runs_on or lines[number - 1].text[-1] in _CLOSING)
            and sort not in (Sort.TAIL, Sort.TIME, Sort.FURNITURE)
            and (sort is not Sort.CAPTION or begins_signed(line.text, home))  # "KAIKOURA (New Zealand), Nov 14 — ... today. — QXN"
            and (found := _begins(lines, number, home)) is not None
        ):
            if is_strong(found) and not (prose and _ends_text(lines, number, found, length)):
                return number
            if bare is None and not is_strong(found) and prose < _STANDFIRST and not runs_on and _is_lead(lines, number):
                bare = number
        if sort is Sort.PROSE:
            prose += 1
            length += len(line.text)
        if prose > _PROSE or length > _PROSE_LENGTH or (bare is not None and prose and number > bare + 2):
            break
    return bare


def _is_lead(lines: Sequence[Line], number: int) -> bool:
    """Whether a line that begins with a bare place is text, not a headline ("Leeds: Hospital's trouble is over")."""
    text = lines[number].text
    wraps = number + 1 < len(lines) and not lines[number + 1].parted
    if shapes.weight(text) < _LEAD:  # a line of a narrow column may be short
        return wraps and not shapes.ends(text) and is_broken(lines)
    return wraps or shapes.is_prose(text)


def _begins(lines: Sequence[Line], number: int, home: str | None) -> Dateline | None:
    """The dateline that begins a line; its text may go on in the next lines."""
    last = number + 1
    while last < min(len(lines), number + 3) and not lines[last].parted and sort_of(lines[last].text) is not Sort.TIME:
        last += 1
    text = text_of(lines[number:last])
    if _is_translated(lines, number):
        return None
    found = dateline.split(text, home_country=home)
    return found if found is not None and text[len(found.text) :].strip() else None


def _ends_text(lines: Sequence[Line], number: int, found: Dateline, above: int) -> bool:
    """Whether what looks like a dateline signs the text above it, as long as that is: `(QXN)(www.example.ng)`, `(QXN) Editor: Jane Roe`."""
    own = lines[number].text
    if is_of_sentence(found, own):
        return False
    rest = [one.text for one in lines[number:] if one.text is own or sort_of(one.text) is Sort.PROSE]
    size = sum(map(len, rest)) - len(found.text)
    short = len(own) - len(found.text) < _LEAD and found.place is None and (number + 1 == len(lines) or lines[number + 1].parted)
    return short or size < _LEAST * above or (len(rest) == 1 and size < min(above, _BRIEF))


def is_strong(found: Dateline) -> bool:
    """A place with a source or a day or in brackets, or a source with its day."""
    return found.text[0] in BRACKETS or found.credit is not None or found.day is not None


def _prose_at(lines: Sequence[Line]) -> int:
    """The first sentence below the headline, where that stands twice."""
    first = _first_sentence(lines)
    broken = is_broken(lines) and (first == len(lines) or len(lines[first].text) <= _WIDEST)
    while first and first < len(lines) and (_is_sentence(lines[first - 1].text) or _is_wrapped(lines, first, broken=broken)):
        first -= 1
    again = _repeated(lines[: first + _BEFORE_REPEAT], first)
    if again is None or again < first or sum(sort_of(line.text) is Sort.PROSE for line in lines[first:again]) > _STANDFIRST:
        return first
    return next((number for number in range(again + 1, len(lines)) if sort_of(lines[number].text) is Sort.PROSE), first)


def _below_stamps(lines: Sequence[Line], at: int) -> int:
    """The first sentence below the byline and the time, where a standfirst stands above them."""
    if any(sort_of(line.text) in (Sort.TIME, Sort.BYLINE) for line in lines[max(0, at - _NEAR) : at]):
        return at
    prose, above, stamp = 0, 0.0, None
    for number in range(at, min(at + _BEFORE_REPEAT, len(lines))):
        sort = sort_of(lines[number].text)
        if sort is Sort.TAIL or (sort is Sort.PROSE and (prose == _STANDFIRST or above > _STANDFIRST_LENGTH)):
            break
        if sort is Sort.PROSE:
            prose += 1
            above += len(lines[number].text)
        elif sort is Sort.TIME and not lines[number].text.endswith(".") and not goes_on(lines, number):
            stamp = number
    if stamp is None:
        return at
    below = [number for number in range(stamp + 1, len(lines)) if sort_of(lines[number].text) is Sort.PROSE]
    if not below or below[0] > stamp + _BEFORE_REPEAT:
        return at
    first = sum(len(line.text) for line in lines[at:stamp] if sort_of(line.text) is Sort.PROSE)
    rest = "\n".join(lines[number].text for number in below[: _STANDFIRST + 1])
    words = words_of("\n".join(line.text for line in lines[max(0, at - 3) : stamp]))
    size = sum(len(lines[number].text) for number in below)
    if len(words & words_of(rest)) < _AKIN * len(words):  # a line of the page's own, below no headline of its words
        own = words_of(lines[at].text)
        return below[0] if prose == 1 and size >= 6 * first and not (at and own & words_of(lines[at - 1].text)) else at
    return below[0] if size >= 2 * first else at


def _first_sentence(lines: Sequence[Line]) -> int:
    """The first line that reads as text; one that breaks off where there is no other."""
    teaser: int | None = None
    for number, line in enumerate(lines):
        if sort_of(line.text) is Sort.PROSE and not line.is_row and not _is_none(lines, number):
            if not _is_teaser(line.text):
                return number
            teaser = number if teaser is None else teaser
    return len(lines) if teaser is None else teaser


def _is_teaser(text: str) -> bool:
    """A line of another story that breaks off; a paragraph that does is the text's beginning."""
    return shapes.weight(text) <= _TEASER and shapes.is_teaser(text)


def _is_none(lines: Sequence[Line], number: int) -> bool:
    """Whether a line that reads as a sentence is none of the text: a long title, or the page's own business at its top."""
    if is_long_title(lines, number) or is_long_caption(lines, number) or _is_translated(lines, number):
        return True
    return (
        number < _TOP
        and len(lines) > number + 1 + _TOP
        and is_business(lines[number].text, [line.text for line in lines[number + 1 + _TOP :]])
    )


def _is_translated(lines: Sequence[Line], number: int) -> bool:
    """Whether a line is a headline in another language, and the page's own behind it."""
    title = lines[number].text.rpartition(" | ")[2] if " | " in lines[number].text else ""
    return bool(title) and any(line.text == title for line in lines[:_SENT_BELOW])


def _is_wrapped(lines: Sequence[Line], number: int, *, broken: bool) -> bool:
    """Whether a line goes on with the one above it: small letters, or lines that were broken."""
    above = lines[number - 1].text
    if lines[number].parted or (above.isupper() and any(map(str.isalpha, above))):
        return False
    within = not lines[number - 1].parted and (above[-1] == "." or above[0].islower())  # a line's end, a "by ..." in a sentence
    if sort_of(above) not in (Sort.TITLE, Sort.PROSE) and not (broken and within):
        return False
    if shapes.ends(above):
        return broken and not lines[number - 1].parted
    return lines[number].text[0].islower() or broken


def _is_sentence(text: str) -> bool:
    """A short one, which could be a headline but for its stop: "It is the end of an era."."""
    return len(text.split()) > 2 and text[-1] in ".。۔।" and not text.endswith("..") and sort_of(text) is Sort.TITLE


def _repeated(lines: Sequence[Line], first: int) -> int | None:
    """Number of the last line that repeats one of some length among the lines down to `first`."""
    seen: set[str] = set()
    last = None
    for number, line in enumerate(lines):
        text = shapes.bare(line.text)
        if len(text) >= 12 and text in seen and sort_of(line.text) in (Sort.TITLE, Sort.PROSE):
            last = number
        seen |= {text} if number <= first else set()
    return last
