"""What stands above a page's text: headline, byline, standfirst, an agency's name; the rest is furniture."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from newsbeam.pipeline.text.byline import is_desk, is_person
from newsbeam.pipeline.text.dateline_place import is_place
from newsbeam.pipeline.text.dateline_source import ACRONYM
from newsbeam.pipeline.text.page import headline, shapes
from newsbeam.pipeline.text.page.anchor import Start
from newsbeam.pipeline.text.page.closing import is_business
from newsbeam.pipeline.text.page.house_behind import house_behind, without_agency
from newsbeam.pipeline.text.page.lines import Line, Sort, is_site, sort_of, sorts_of, unwrapped
from newsbeam.pipeline.text.page.short_headline import short_one
from newsbeam.pipeline.text.page.signed import before_dash, behind_time, is_from, is_role, role_of_house, swahili
from newsbeam.pipeline.text.page.stamps import house_beside, is_moment, name_beside
from newsbeam.pipeline.text.page.words import words_of
from newsbeam.pipeline.text.page.writer_line import writer_of
from newsbeam.pipeline.text.persons import is_large
from newsbeam.pipeline.text.signoff import before_source, source_line
from newsbeam.pipeline.text.writer_beside import before_town, is_writer, without_house
from newsbeam.pipeline.text.written_by import labelled, reporter_ko

_TAGS = re.compile(r"</?[a-z]{1,6}>")
_HANDLE = re.compile(r"\s*\(?@[\w.]{1,40}\)?")
_MARKS, _STEPS, _POINTS = (
    " -–—()[]|/:.",
    " >»›•",
    "•▪●■*…",
)  # the last stand before a story's points in brief, or go on with its headline: none is it
_STANDFIRST, _TOP = 60, 3  # what a line without a stop must weigh to be one; lines that have a headline with no page above it
_NAME_WORDS, _NAME_WEIGHT, _WIDE_SCRIPT = 4, 20, "\u3040"
_ASKED, _SEEN = 3, 1_500  # how often a headline is asked for; characters that a line of the page's business is compared with
_AND = re.compile(r",\s?| (?:and|und|et|y|e|og|och|en|ja|i|dan|ve|и|та|&) ")
_PICTURE = re.compile(r"(?:photos?|pictures?|fotos?|фото|bild|imagen|imagem|immagine)\b", re.IGNORECASE)


class Head(NamedTuple):
    """What was read above the text."""

    headline: str | None
    byline: str | None
    standfirst: str | None
    credit: str | None
    taken: tuple[str, ...]
    names: tuple[str, ...] = ()
    """Who signs, where a name of one word stands among them, which only its line tells for one."""
    loose: tuple[Line, ...] = ()
    """Lines below the headline that nothing tells to be the page's."""


def understand(lines: Sequence[Line], start: Start, text: str, *, printed: bool = True) -> Head:
    """The lines above the text, each told for what it is. `printed`: the page was printed with it, so that other lines are the page's."""
    place = lines[start.place_line].text if start.place_line is not None else None
    lines = unwrapped(lines)
    sorts = sorts_of(lines)
    if len(lines) > 1 and sorts[0] is Sort.CAPTION and any(line.text == lines[0].text for line in lines[1:]):
        sorts = [Sort.TITLE if line.text == lines[0].text else sort for line, sort in zip(lines, sorts, strict=True)]
    titles = [
        (n, lines[n].text)
        for n, sort in enumerate(sorts)
        if sort is Sort.TITLE and lines[n].text != place and lines[n].text[0] not in _POINTS
    ]
    stamp = next((n for n in range(len(sorts) - 1, -1, -1) if sorts[n] in (Sort.TIME, Sort.BYLINE)), None)
    chosen = _chosen(titles, text, _above(lines, sorts, stamp), stamp)
    number, title = titles[chosen] if chosen is not None else (-1, None)
    head = _HeadLines(
        number, shapes.bare(title) if title else None, words_of(text), may_be_text=not printed and not start.dated and number < _TOP
    )
    if title is not None and (house := house_behind(title)):
        head.taken.append(house)
        title = title[: -len(house)].rstrip(" |")
    title = title.lstrip(_STEPS) if title else title
    for at, line in enumerate(lines):
        if line.text == place:
            head.place_line(line.text)
        elif at != number:
            head.take(at, lines, sorts)
    standfirst = "\n\n".join(one for one in dict.fromkeys(head.standfirst) if shapes.bare(one))
    return Head(title, head.byline(), standfirst or None, head.credit, tuple(head.taken), head.names(), tuple(head.loose))


def _chosen(titles: list[tuple[int, str]], text: str, above: int | None, stamp: int | None) -> int | None:
    """Index of the headline; a line of the page's own business ("Read without ads. Join us") is none."""
    left = titles
    for _ in range(_ASKED):
        chosen = headline.choose(left, text, above, stamp)
        if chosen is None or not is_business(left[chosen][1], text[:_SEEN].split("\n")):
            return short_one(titles, text) if chosen is None else titles.index(left[chosen])
        left = left[:chosen] + left[chosen + 1 :]
    return None


def _above(lines: Sequence[Line], sorts: Sequence[Sort], stamp: int | None) -> int | None:
    """The title just above the times and bylines that stand next to the text, names and furniture between them left out."""
    named = False
    while stamp:
        stamp -= 1
        if sorts[stamp] is Sort.TITLE and (named or _is_long(lines[stamp].text)):
            return stamp - 1 if stamp and sorts[stamp - 1] is Sort.TITLE and _has_second(lines[stamp - 1 : stamp + 1]) else stamp
        named = sorts[stamp] is Sort.TIME  # above a time stands no writer's name
        if sorts[stamp] in (Sort.PROSE, Sort.TAIL):
            return None
    return None


def _has_second(lines: Sequence[Line]) -> bool:
    """Whether the upper one of two titles is the headline, and the other its second line."""
    return all(_is_long(line.text) for line in lines) and not is_moment(lines[0].text)


def _is_long(line: str) -> bool:
    """Whether a line is too long for a name."""
    return len(line.split()) > _NAME_WORDS or (line[-1] >= _WIDE_SCRIPT and shapes.weight(line) >= _NAME_WEIGHT)


@dataclass(slots=True)
class _HeadLines:
    """What the lines told so far."""

    number: int
    """Of the headline's line; -1: there is none."""
    same: str | None
    words: set[str]
    """The text's."""
    may_be_text: bool
    """Nothing says that the lines are a page's."""
    loose: list[Line] = field(default_factory=list)
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
            self.credit = self.house or source or role_of_house(printed) or _TAGS.sub("", printed).strip(_MARKS)
            self.house = self.credit
            self.taken.append(printed)
            if source and (name := before_source(printed)) and is_person(name):
                self.bylines.append(name)  # 2014-03-13 20:52 郭金超 来源:中国新闻网
        elif sort is Sort.BYLINE:
            self._sign(printed)
        elif sort is Sort.TITLE and at > self.number and _is_name(lines, at, sorts):
            self.bylines.append(printed.rstrip(","))
        elif sort is Sort.PROSE and at < self.number and not (words_of(printed) & self.words):
            self.taken.append(printed)  # of the page
        elif sort is Sort.PROSE or (sort is Sort.TITLE and self._is_standfirst(at, printed)):
            self.standfirst.append(printed)
        elif sort is Sort.TITLE and _is_name(lines, at, sorts):
            self.bylines.append(printed)
        else:
            self._leave(at, lines[at], sort)

    def _leave(self, at: int, line: Line, sort: Sort) -> None:
        """A line that tells nothing of the story: an acronym at the top, the text's own where there is no page, else the page's."""
        self.credit = self.credit or (house_beside(line.text) if sort in (Sort.TIME, Sort.FURNITURE) else None)
        if sort is Sort.TITLE and at == 0 and ACRONYM.fullmatch(line.text):
            self.credit = self.credit or line.text
        if (
            sort is Sort.TITLE
            and self.may_be_text
            and at
            and not is_role(line.text)
            and not (is_desk(line.text) and is_large(line.text))
            and _may_be_text(line.text, below=at > self.number)
        ):
            self.loose.append(line)
        else:
            self.taken.append(line.text)

    def place_line(self, printed: str) -> None:
        """A dateline on a line of its own, which may name its reporter."""
        self.taken.append(printed)
        self.bylines += [writer] if (writer := reporter_ko(printed)) else []

    def byline(self) -> str | None:
        """The bylines as one; a desk signs only where nobody else does."""
        named = [name for name in self.bylines if not (is_desk(name) or is_from(name))]
        self.taken += [name for name in self.bylines if named and name not in named]
        return ", ".join(dict.fromkeys(named or self.bylines)) or None

    def names(self) -> tuple[str, ...]:
        """The bylines one by one, where one of them is a single word."""
        single = len(self.bylines) > 1 and any(" " not in name and not is_desk(name) for name in self.bylines)
        return tuple(dict.fromkeys(name for name in self.bylines if not is_desk(name))) if single else ()

    def _is_standfirst(self, at: int, printed: str) -> bool:
        """A line of some length below the headline, or a short sentence."""
        words = len(printed.split())
        long_enough = shapes.weight(printed) >= _STANDFIRST or (at == self.number + 1 > 0 and words > _NAME_WORDS)
        return at > self.number and (long_enough or (words > 2 and shapes.ends(printed)))

    def _sign(self, printed: str) -> None:
        signed, house = before_dash(printed) or (printed, None)
        self.credit = self.credit or house
        named = swahili(signed) or writer_of(signed) or labelled(signed) or shapes.without_time(signed)
        named = named or behind_time(signed) or name_beside(signed) or signed
        name = before_town(_HANDLE.sub("", named).strip(" -–—") or printed)
        if is_site(name):
            self.taken.append(printed)
            return
        self.bylines.append(without_agency(name))
        if name != printed:
            self.taken.append(printed)  # with its time


def _may_be_text(printed: str, *, below: bool) -> bool:
    """Whether a short line may begin a text: more than a word, more than a kicker where it stands above the headline, and no picture's."""
    return len(printed.split()) > (1 if below else _NAME_WORDS) and not _PICTURE.match(printed)


def _is_post(line: str) -> bool:
    """What a writer is, or the town of the desk, below the name."""
    return is_role(line) or role_of_house(line) is not None or (len(line) <= _NAME_WEIGHT + _NAME_WEIGHT and is_place(line))


def is_signature(lines: Sequence[Line]) -> bool:
    """Whether the last line is a name alone, below a sentence: who wrote it."""
    last, words = lines[-1].text, lines[-1].text.split()
    return (
        (lines[-1].parted and last[-1] not in "!?" and ":" not in last)
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
    """Whether a line is a writer's name, or several: persons', beside a time, a byline or the text."""
    printed = lines[at].text
    if printed.endswith(",") and " " not in printed and at + 1 < len(lines) and printed[0].isupper():
        return is_person(printed[:-1], alone=True) and _is_name(lines, at + 1, sorts)  # one word, and who wrote it with them
    name = without_house(printed)
    names = [one for one in _AND.split(name.rstrip(",")) if one]
    if not names or not all(map(is_writer, names)):
        return False
    ending = lines[-1].text  # a place, or what the writer is, may stand below
    last = len(sorts) - (2 if is_place(ending.strip(_MARKS)) or is_role(ending) or role_of_house(ending) else 1)
    if at == last and names[0][0].isupper() and name == printed:
        return True
    below = next((n for n in range(at + 1, len(sorts)) if sorts[n] is not Sort.AGENCY and not _is_post(lines[n].text)), at)
    beside = [n for n in (at - 1, below) if n >= 0 and n != at]
    return any(sorts[n] is Sort.BYLINE or (sorts[n] is Sort.TIME and is_moment(lines[n].text)) for n in beside)
