"""What stands above a page's text: headline, byline, standfirst, an agency's name; the rest is furniture."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from newsbeam.pipeline.text.byline import is_person
from newsbeam.pipeline.text.dateline_place import is_place
from newsbeam.pipeline.text.dateline_source import ACRONYM
from newsbeam.pipeline.text.page import headline, shapes
from newsbeam.pipeline.text.page.anchor import Start
from newsbeam.pipeline.text.page.lines import Line, Sort, is_agency, is_site, sort_of, unwrapped
from newsbeam.pipeline.text.signoff import before_source, source_line

_HANDLE = re.compile(r"\s*\(?@[\w.]{1,40}\)?")
_MARKS = " -–—()[]|/:."
_STANDFIRST = 60
"""What a line without a stop must weigh to be one."""
_NAME_WORDS = 4
_POINTS = "•▪●■*"
"""What stands before a story's points in brief: none of them is its headline."""


class Head(NamedTuple):
    """What was read above the text."""

    headline: str | None
    byline: str | None
    standfirst: str | None
    credit: str | None
    taken: tuple[str, ...]


def understand(lines: Sequence[Line], start: Start, text: str) -> Head:
    """The lines above the text, each told for what it is."""
    place = lines[start.place_line].text if start.place_line is not None else None
    lines = unwrapped(lines)
    sorts = [sort_of(line.text) for line in lines]
    if len(lines) > 1 and sorts[0] is Sort.CAPTION and any(line.text == lines[0].text for line in lines[1:]):
        sorts = [Sort.TITLE if line.text == lines[0].text else sort for line, sort in zip(lines, sorts, strict=True)]
    titles = [
        (n, lines[n].text)
        for n, sort in enumerate(sorts)
        if sort is Sort.TITLE and lines[n].text != place and lines[n].text[0] not in _POINTS
    ]
    chosen = headline.choose(titles, text)
    number, title = titles[chosen] if chosen is not None else (-1, None)
    head = _HeadLines(number, shapes.bare(title) if title else None)
    if title is not None and (house := _house_behind(title)):
        head.taken.append(house)
        title = title[: -len(house)].rstrip(" |")
    for at, line in enumerate(lines):
        if line.text == place:
            head.taken.append(line.text)
        elif at != number:
            head.take(at, lines, sorts)
    standfirst = "\n\n".join(one for one in dict.fromkeys(head.standfirst) if shapes.bare(one))
    return Head(title, ", ".join(dict.fromkeys(head.bylines)) or None, standfirst or None, head.credit, tuple(head.taken))


@dataclass(slots=True)
class _HeadLines:
    """What the lines told so far."""

    number: int
    """Of the headline's line; -1: there is none."""
    same: str | None
    bylines: list[str] = field(default_factory=list)
    standfirst: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    credit: str | None = None
    house: str | None = None
    """The credit, where it is an agency that we know."""

    def take(self, at: int, lines: Sequence[Line], sorts: Sequence[Sort]) -> None:
        """What a line tells, into the fields; lines that tell nothing are taken out."""
        printed, sort = lines[at].text, sorts[at]
        if sort in (Sort.TITLE, Sort.PROSE) and self.same is not None and shapes.bare(printed) == self.same:
            return
        if sort is Sort.AGENCY:
            source = source_line(printed)
            self.credit = self.house or source or printed.strip(_MARKS)
            self.house = self.credit
            self.taken.append(printed)
            if source and (name := before_source(printed)) and is_person(name):
                self.bylines.append(name)  # 2014-03-13 20:52 郭金超 来源:中国新闻网
        elif sort is Sort.BYLINE:
            self._sign(printed)
        elif sort is Sort.PROSE or (sort is Sort.TITLE and self._is_standfirst(at, printed)):
            self.standfirst.append(printed)
        elif sort is Sort.TITLE and _is_name(lines, at, sorts):
            self.bylines.append(printed)
        elif sort is Sort.TITLE and at == 0 and ACRONYM.fullmatch(printed):
            self.credit = self.credit or printed
        else:
            self.taken.append(printed)

    def _is_standfirst(self, at: int, printed: str) -> bool:
        """A line of some length below the headline, or a short sentence."""
        words = len(printed.split())
        long_enough = shapes.weight(printed) >= _STANDFIRST or (at == self.number + 1 > 0 and words > _NAME_WORDS)
        return at > self.number and (long_enough or (words > 2 and shapes.ends(printed)))

    def _sign(self, printed: str) -> None:
        name = _HANDLE.sub("", shapes.without_time(printed) or printed).strip() or printed
        self.bylines.append(name)
        if name != printed:
            self.taken.append(printed)  # with its time


def _house_behind(title: str) -> str | None:
    """The site that a page's title names behind a stroke: `Boats sail again | AP News`."""
    front, _, house = title.rpartition(" | ")
    named = len(front.split()) > 2 and (is_site(house) or is_agency(house) or is_agency(house.removesuffix(" News")))
    return house if named else None


def is_signature(lines: Sequence[Line]) -> bool:
    """Whether the last line is a name alone, below a sentence: who wrote it."""
    last, words = lines[-1].text, lines[-1].text.split()
    return (
        lines[-1].parted
        and len(words) in (2, 3)
        and shapes.ends(lines[-2].text)
        and all(word.istitle() for word in words)
        and is_person(last)
        and not is_place(last)
        and not is_place(words[0])
    )


def may_stand_above(line: str) -> bool:
    """Whether the first line of a page without a text is above it."""
    return sort_of(line) is not Sort.PROSE


def _is_name(lines: Sequence[Line], at: int, sorts: Sequence[Sort]) -> bool:
    """Whether a line is a writer's name: a person's, beside a time, a byline or the text."""
    line = lines[at].text
    words = line.split()
    if not 2 <= len(words) <= _NAME_WORDS or not is_person(line) or not all(w[0].isupper() or not w[0].islower() for w in words):
        return False
    if at == len(sorts) - 1 and words[0][0].isupper():
        return True
    beside = [n for n in (at - 1, at + 1) if 0 <= n < len(sorts)]
    return any(sorts[n] is Sort.BYLINE or (sorts[n] is Sort.TIME and shapes.is_moment(lines[n].text)) for n in beside)
