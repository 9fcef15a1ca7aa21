"""A page as lines, and what each line above the text is."""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.providers import by_alias, folded
from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.credit import is_nobody
from newsbeam.pipeline.text.dateline_source import DOMAIN
from newsbeam.pipeline.text.page import shapes
from newsbeam.pipeline.text.page.leftovers import is_leftover
from newsbeam.pipeline.text.page.phrases import Phrase, phrase
from newsbeam.pipeline.text.page.signed import is_labelled, is_post, is_signed, role_of_house
from newsbeam.pipeline.text.page.stamps import has_day, is_stamp
from newsbeam.pipeline.text.page.writer_line import writer_of
from newsbeam.pipeline.text.signoff import source_line
from newsbeam.pipeline.text.writer_beside import is_writer, writer_before
from newsbeam.pipeline.text.written_by import labelled

_WIDE = 300
"""Characters up to which a line above a text is made one with the next."""
_LONGEST_TITLE, _BROKEN = 260, 40
_QUOTED, _ASKS = "”“»", "?？؟"
_COLUMN = re.compile(r"\s*\t\s*|\s{3,}")
_COLUMNS, _POINTS, _WRITER = 3, "•▪●■", 90
_CREDIT, _TAKEN_BY = 60, re.compile(r"[A-ZÀ-Þ][^/.!?]{1,30}\s?/\s?[A-ZÀ-Þ][^/.!?]{1,30}")
"""How long a line is that says whose a picture is, and what it looks like without a label: `Jane Roe / Getty Images`."""
_TITLE, _SMALL, _CAPITALS = 140, 3, 0.8
_TAG = re.compile(r"</?[a-z]{1,6}>")
"""`<i> Reuters</i>`: how an archive keeps a page's italics."""
_NEAR = 12
"""Lines above a writer's name among which the headline stands."""
_ABBREVIATED = late(
    r"\s(?:(?:[A-Z]\.){2,}|(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun|Jan|Feb|Aug|Sept|Oct|Nov|Dec|Inc|Ltd|Corp|Co|Jr|Sr|Gov|St)\.)$"
)
"""What ends a title that is no sentence."""


class Line(NamedTuple):
    """A line without its edges' white space."""

    text: str
    parted: bool
    """An empty line stands before it."""
    is_row: bool = False
    """Its words stand in columns, far apart: a menu's or a table's row."""


class Sort(StrEnum):
    """What a line above the text is."""

    FURNITURE = "furniture"
    TAIL = "tail"
    TIME = "time"
    BYLINE = "byline"
    AGENCY = "agency"
    CAPTION = "caption"
    TITLE = "title"
    PROSE = "prose"


def lines_of(text: str) -> list[Line]:
    """The lines that are not empty."""
    found: list[Line] = []
    parted = False
    for row in text.split("\n"):
        bare = " ".join(row.split())
        if bare:
            in_columns = ("\t" in row or "   " in row) and len(_COLUMN.split(row.strip())) >= _COLUMNS
            found.append(Line(bare, parted, is_row=in_columns))
        parted = not bare
    return found


def unwrapped(lines: Sequence[Line]) -> list[Line]:
    """Lines above a text, those that go on in the next line made one."""
    found: list[Line] = []
    for line in lines:
        above = found[-1].text if found else ""
        if above and not line.parted and line.text[0].islower() and "://" not in line.text and _goes_on(above, line.text):
            found[-1] = found[-1]._replace(text=f"{above} {line.text}")
        else:
            found.append(line)
    return found


def _goes_on(line: str, below: str) -> bool:
    """Whether a line may end within a sentence; a single word below a short one is a topic."""
    if (" " not in below and len(line) < _BROKEN) or DOMAIN.fullmatch(below.partition(" ")[0]):
        return False
    if len(line) >= _WIDE or line[-1] in _QUOTED or shapes.ends(line) or shapes.without_time(line) is not None:
        return False
    return sort_of(line) in (Sort.TITLE, Sort.PROSE, Sort.CAPTION) and sort_of(below) is not Sort.BYLINE


def text_of(lines: Sequence[Line]) -> str:
    """Lines as a text again."""
    return "".join(("\n\n" if line.parted else "\n") + line.text for line in lines).lstrip("\n")


def sorts_of(lines: Sequence[Line]) -> list[Sort]:
    """What each line above a text is, among its neighbours."""
    sorts = [sort_of(line.text) for line in lines]
    sorts = [
        Sort.FURNITURE if line.is_row and sort in (Sort.TITLE, Sort.PROSE) else sort
        for line, sort in zip(lines, sorts, strict=True)
    ]
    for number, sort in enumerate(sorts[:-1]):
        if sort is Sort.PROSE and is_long_title(lines, number):
            sorts[number] = Sort.TITLE
        elif number > 1 and lines[number].text == lines[number - 1].text and _is_portrait(lines, number):
            sorts[number - 1 : number + 1] = Sort.BYLINE, Sort.BYLINE
    return sorts


def _is_portrait(lines: Sequence[Line], number: int) -> bool:
    """Whether a name that stands twice, once for its picture, is a writer's: what he is stands below, the headline above."""
    if not is_post(lines[number + 1].text) or not is_writer(lines[number].text):
        return False
    return any(len(line.text.split()) > _SMALL for line in lines[max(0, number - 1 - _NEAR) : number - 1])


def is_long_title(lines: Sequence[Line], number: int) -> bool:
    """Whether a line as long as text is a headline: no stop, and a time, a byline or, at the top, a short line below it."""
    text = lines[number].text
    asks = text[-1] in _ASKS and number + 1 < len(lines) and sort_of(lines[number + 1].text) is Sort.TIME
    if number + 1 >= len(lines) or (shapes.ends(text) and not asks) or shapes.weight(text) > _LONGEST_TITLE:
        return False
    below = sort_of(lines[number + 1].text)
    return below in (Sort.TIME, Sort.BYLINE) or (number == 0 and lines[1].parted and below in (Sort.TITLE, Sort.FURNITURE))


def is_long_caption(lines: Sequence[Line], number: int) -> bool:
    """Whether a long line without a stop stands above whose picture it tells of: `Jane Roe / Getty Images`."""
    if shapes.ends(lines[number].text) or number + 1 >= len(lines):
        return False
    below = lines[number + 1].text
    return len(below) <= _CREDIT and (sort_of(below) is Sort.CAPTION or _TAKEN_BY.fullmatch(below) is not None)


@lru_cache(maxsize=2048)
def sort_of(line: str) -> Sort:
    """What a line above the text is, by itself; an item of a list is what it says, where that is who wrote or when."""
    if line[0] in _POINTS and (item := line[1:].strip()) and (sort := sort_of(item)) in (Sort.BYLINE, Sort.TIME):
        return sort
    if (
        len(line) <= _WRITER
        and not is_nobody(line)
        and ((":" in line and labelled(line) is not None) or writer_of(line) is not None)
    ):
        return Sort.BYLINE
    known = phrase(line)
    if is_nobody(line):
        return Sort.AGENCY
    if known is None and is_labelled(line):
        return Sort.BYLINE
    if known is not None:
        return _known(line, known)
    if shapes.is_link(line) or shapes.is_script(line) or shapes.is_counter(line) or is_leftover(line):
        return Sort.FURNITURE
    if shapes.is_time(line) or (is_stamp(line) and source_line(line) is None):
        return Sort.TIME
    if (shapes.is_path(line) and writer_before(line) is None) or shapes.is_menu(line):
        return Sort.FURNITURE
    return _named(line) or _length(line)


def _known(line: str, known: Phrase) -> Sort:
    if known is Phrase.TAIL:
        return Sort.TAIL
    return Sort.TIME if known is Phrase.LINE and has_day(line) else Sort.FURNITURE  # Posted by Jane Roe on 2011-12-20


def _named(line: str) -> Sort | None:
    """What a line is that names somebody."""
    if is_agency(line) or source_line(line) or role_of_house(line):
        return Sort.AGENCY
    if is_site(line):
        return Sort.FURNITURE
    if shapes.is_caption(line):
        return Sort.CAPTION
    return Sort.BYLINE if is_signed(line) else None


def _length(line: str) -> Sort:
    if shapes.is_prose(line) and not is_abbreviated(line):
        return Sort.PROSE
    return Sort.TITLE if any(map(str.isalpha, line)) else Sort.FURNITURE


def is_abbreviated(line: str) -> bool:
    """Whether a title in capitals ends in an abbreviation, not as a sentence does: `Ferry Stirs Questions in the U.S.`."""
    if len(line) > _TITLE or not _ABBREVIATED.search(line):
        return False
    words = [word for word in line.split() if len(word) > _SMALL]
    return len(words) >= _SMALL and sum(not word[0].islower() for word in words) >= _CAPITALS * len(words)


def is_agency(line: str) -> bool:
    """An agency's name and nothing else: `EFE`, `NEWS AGENCY OF NIGERIA`, `(AFP)`."""
    name = (_TAG.sub("", line) if line[0] == "<" else line).strip(" -–—()[]|/:.")
    return len(name) <= 60 and agency(name) is not None and (not name.islower() or line[0] in "([")


def is_site(line: str) -> bool:
    """A site's name: its address, or a provider's that we know."""
    name = line.strip(" -–—|")
    return len(name) <= 40 and (bool(DOMAIN.fullmatch(name)) or folded(name) in by_alias())
