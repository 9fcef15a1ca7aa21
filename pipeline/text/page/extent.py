"""How far a story goes, by no known line: sentences speak for it, short lines without a stop against it.

Each line is worth something. A sentence is worth its length, less where it has no word of the text above it; a title, a
button, a clock, a counter costs. The story ends where the sum is highest: behind a gap, text goes on only where it is more
than the gap costs. What may be either (a line of a list, a short sentence) is worth nothing, and so stays beside a
sentence.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.page import shapes
from newsbeam.pipeline.text.page.behind_stop import judged
from newsbeam.pipeline.text.page.blocks import resumes_behind
from newsbeam.pipeline.text.page.closing import belongs, is_business, is_spoken
from newsbeam.pipeline.text.page.leftovers import is_leftover
from newsbeam.pipeline.text.page.lines import Line
from newsbeam.pipeline.text.page.phrases import Phrase, phrase
from newsbeam.pipeline.text.page.stamps import has_clock, has_day, is_label
from newsbeam.pipeline.text.page.tables import in_table
from newsbeam.pipeline.text.page.words import words_of
from newsbeam.pipeline.text.signoff import is_signature

_MOST, _AKIN = 300.0, 0.25
"""What a sentence is worth at most; the share of its words that the text above has, where it goes on with it."""
_STRANGE, _STRANGER = 0.6, 0.15
"""What a sentence is worth that has none of them; with fewer than such a share it may be the page's own."""
_FIRST = 3
"""Lines that begin the text: nothing above them could have their words."""
_TITLE, _BUTTON, _TAIL = 80.0, 150.0, 300.0
_LONG, _SIGNED, _NARROW, _WIDTH, _FIRST_LINES, _BROKEN = 100, 80, 30, 130, 8, 2
_TEASER = 300
"""What a line weighs at most that breaks off because it is another story's beginning."""
_FAR = 1.5
"""How much more lines further down must be worth to be the text instead of those that begin it."""
_STYLE = 0.7
"""Share of a text's long lines that end in a stop, where its stops say anything."""
_GOES_ON = (":", "：", ";", "；", ",", "，", "、")
_SHOUTS = ("!", "！")
_RULE = late(r"[_*=~—–-]{3,}|(?:\* ){2,}\*")
_ITEM = late(r"[•·▪■●*–—-]\s|\(?\d{1,2}(?:[.)]| [–—-])\s")
_LABELLED = late(r"[^\W\d_][^:：\n]{1,28}[:：]\s?\S")
_HEADING, _ANNOUNCES = (":", "："), 24
"""How a line ends that announces a list, and what it weighs at least: `Tags:` announces none of the story's."""
_WIDE, _WIDE_COMMA = "\u3040", "，"
"""Titles in Chinese part their halves by a space, sentences by a comma."""
_STOP = late(r"[.。۔।॥።։။།][\"”“’'»)\]」』〞]{0,3}$")


class Span(NamedTuple):
    """A text among lines."""

    begin: int
    end: int


def span_of(lines: Sequence[Line], *, dated: bool) -> Span:
    """The story's lines: from the first on, or, where no dateline begins it there, those further down that are worth far more."""
    total = best = here = most = 0.0
    end = begun = 0
    unresumed = first = 0.0  # as if nothing went on behind a gap: what the lines further down are measured by
    richest = whole = Span(0, len(lines))
    for at, (worth, resumes) in enumerate(_worths(judged(lines))):
        total = (best if resumes else total) + worth
        unresumed += worth
        first = max(first, unresumed)
        if total >= best:
            best, end = total, at + 1
        if here <= 0:
            here, begun = 0.0, at
        here += worth
        if here >= most:
            most, richest = here, Span(begun, at + 1)
    if not end:
        return whole
    return richest if not dated and most > _FAR * first + _MOST else Span(0, end)


def _worths(lines: Sequence[Line]) -> Iterator[tuple[float, bool]]:
    """What each line is worth, and whether it goes on with the text whatever stands between; nothing at all where a text's stops say nothing."""
    prose = [shapes.is_prose(line.text) and not is_leftover(line.text) for line in lines]
    long = [line.text for line, is_prose in zip(lines, prose, strict=True) if is_prose and shapes.weight(line.text) >= _LONG]
    if not long or sum(map(shapes.ends, long)) < _STYLE * len(long) or _is_wrapped(lines):
        return
    times = Counter(line.text for line in lines)
    above: set[str] = set()
    seen: set[str] = set()
    near = True
    over = False
    resumed = -1
    for at, line in enumerate(lines):
        resumes = False
        again = times[line.text] > 1 and (line.text in seen or not _is_first(line.text, above))
        seen.add(line.text)
        if prose[at] and not again and not (shapes.is_teaser(line.text) and shapes.weight(line.text) <= _TEASER):
            words = words_of(line.text)
            if at < _FIRST:
                worth = _MOST
            elif _is_strange(words, above) and is_business(line.text, [over.text for over in lines[:at]]):
                worth = -_TITLE
            else:
                worth = _sentence(line.text, words, above)
                resumes = worth > 0 and not over and not _is_strange(words, above) and not _is_title(lines[at - 1].text)
                resumes = resumes or (worth > 0 and not over and at == resumed)
            above |= words
        elif _parts(lines, at) or in_table(lines, at) or _is_detail(lines, at):
            worth = 0.0
        else:
            worth = _other(line.text, near=near, again=again)
            if worth == -_TITLE and near and (_goes_on(lines, at) or _goes_on(lines, at + 1) or belongs(lines, at)):
                worth = 0.0
            if worth <= -_BUTTON and not over and (goes_on := resumes_behind(lines, at)) is not None:
                resumed = goes_on
            else:
                over = over or worth == -_TAIL
        near = worth >= 0
        yield worth, resumes


def _is_first(text: str, above: set[str]) -> bool:
    """Whether a sentence that is printed again further down is the story's where it stands first: long, and going on with it."""
    return shapes.weight(text) >= _LONG and not _is_strange(words_of(text), above)


def _is_title(text: str) -> bool:
    """Whether a line may be another story's title, so that the sentence below it is that story's."""
    if shapes.weight(text) < _NARROW or shapes.ends(text) or text.endswith(_GOES_ON):
        return False
    return phrase(text) is None and not shapes.is_caption(text)


def _parts(lines: Sequence[Line], at: int) -> bool:
    """Whether a line only parts a story's sections: a rule, or the time below a rule, as live reports are written."""
    if _RULE.fullmatch(lines[at].text):
        return True
    return at > 0 and _RULE.fullmatch(lines[at - 1].text) is not None and shapes.is_time(lines[at].text)


def _is_detail(lines: Sequence[Line], at: int) -> bool:
    """Whether a line with a label stands in a list of such that the story announces: `as follows:`, `Time: 9 a.m.`, `Venue: the pier`."""
    first = at
    while first and _LABELLED.match(lines[first].text) and phrase(lines[first].text) is None:
        first -= 1
    return first < at and lines[first].text.endswith(_HEADING) and shapes.weight(lines[first].text) >= _ANNOUNCES


def _is_wrapped(lines: Sequence[Line]) -> bool:
    """Whether the text's lines were broken at some width: its first ones end in no stop and stand close."""
    first = lines[0].text
    if len(lines) < 2 or lines[1].parted or shapes.ends(first) or len(first) > _WIDTH:
        return False
    if len(first) < _NARROW and not lines[1].text[0].islower():
        return False
    close = [above.text for above, below in pairwise(lines[:_FIRST_LINES]) if not below.parted]
    broken = sum(not shapes.ends(text) and _NARROW <= len(text) <= _WIDTH for text in close)
    return broken >= _BROKEN and broken > 0.5 * len(close)


def _goes_on(lines: Sequence[Line], number: int) -> bool:
    """Whether a line goes on with the sentence above it."""
    if not 0 < number < len(lines) or lines[number].parted:
        return False
    above, first = lines[number - 1].text, lines[number].text[0]
    wide = first >= _WIDE and shapes.weight(above) >= _SIGNED
    return (wide or (first.islower() and len(above) >= _NARROW)) and not shapes.ends(above)


def _is_strange(words: set[str], above: set[str]) -> bool:
    return len(words & above) < _STRANGER * len(words)


def _sentence(text: str, words: set[str], above: set[str]) -> float:
    if phrase(text) is not None:
        return -_BUTTON
    akin = min(1.0, len(words & above) / (_AKIN * len(words))) if words else 0.0
    return min(_MOST, shapes.weight(text)) * (_STRANGE + (1 - _STRANGE) * akin)


def _other(text: str, *, near: bool, again: bool) -> float:
    """What a line is worth that is no sentence of some length. `near`: the line above it speaks for the story, or is neutral."""
    known = phrase(text)
    if near and is_signature(text):
        return -_TAIL  # the agency signs below a story
    if known is not None:
        return -_TAIL if known is Phrase.TAIL else -_BUTTON
    if _is_signed(text) and not any(map(is_label, text.split())):  # "Published 11 May 2013" is no comment's head
        return -_TAIL
    if shapes.is_time(text) or shapes.is_counter(text) or shapes.is_link(text) or shapes.is_ago(text) or is_leftover(text):
        return -_BUTTON
    if not near or again:
        return -_TITLE
    if _STOP.search(text):
        return shapes.weight(text)
    may_be = (
        text.endswith(_GOES_ON)
        or is_spoken(text)
        or _WIDE_COMMA in text
        or shapes.weight(text) >= _LONG
        or (shapes.ends(text) and not text.endswith(_SHOUTS))
    )
    return 0.0 if may_be or (_ITEM.match(text) and len(text.split()) > 3) else -_TITLE


def _is_signed(text: str) -> bool:
    """`jane_roe 17 Jan 2012 14:16`: a comment's head."""
    if (
        len(text) > _SIGNED
        or text[-1] == "."
        or text.endswith(_GOES_ON)
        or (_ITEM.match(text) and not (has_day(text) or has_clock(text)))
    ):
        return False
    return shapes.without_time(text) is not None
