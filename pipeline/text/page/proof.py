"""Whether a text was printed with its page: what tells a list that ends a story from the titles and buttons that follow one.

A story's own last lines may be as short as a page's: results, addresses, ingredients, a squad. Above a text that was printed
with its page stand times, menus, bylines or the headline twice; a text without them loses at its end only what is known for
the page's, from there on.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from newsbeam.pipeline.text.desk_marks import ends_signed, is_over
from newsbeam.pipeline.text.months import ascii_digits, month_of
from newsbeam.pipeline.text.page import shapes
from newsbeam.pipeline.text.page.closing import is_business
from newsbeam.pipeline.text.page.endings import others_of
from newsbeam.pipeline.text.page.leftovers import is_leftover
from newsbeam.pipeline.text.page.lines import Line, Sort, sort_of
from newsbeam.pipeline.text.page.phrases import Phrase, phrase
from newsbeam.pipeline.text.page.section_words import SECTIONS
from newsbeam.pipeline.text.page.stamps import has_day, is_stamp
from newsbeam.pipeline.text.page.words import words_of
from newsbeam.pipeline.text.signoff import is_signature
from newsbeam.pipeline.text.writer_beside import is_writer

_OF_A_PAGE = (Sort.TIME, Sort.BYLINE, Sort.FURNITURE, Sort.TAIL)
_SEVERAL, _REST, _TITLE = 2, 5, 12
"""How many lines known for a page's tell one; how many may follow the first where there are fewer; letters of a title."""
_SHARE, _BROKEN, _STRANGER = 0.1, 20, 0.15
_CLOCK = re.compile(r"(?<![\d:])\d{1,2}:\d{2}(?![\d:]*\d)")
_KNOWN = (Phrase.TAIL, Phrase.LINE, Phrase.SHARE)


def is_printed(above: Sequence[Line]) -> bool:
    """Whether the lines above a text are a page's, not a headline alone."""
    if any(_is_of_a_page(line.text) for line in above):
        return True
    seen = [own for line in above if len(own := shapes.bare(line.text)) >= _TITLE]
    return len(set(seen)) < len(seen)


def _is_of_a_page(text: str) -> bool:
    if not any(map(str.isalnum, text)):
        return False
    return sort_of(text) in _OF_A_PAGE or _has_time(text)


def _has_time(text: str) -> bool:
    return not shapes.ends(text) and (has_day(text) or _CLOCK.search(text) is not None)


def is_wrapped(lines: Sequence[Line], at: int) -> bool:
    """Whether the text begins right below the first line, in lines broken at some width, though what reads as text stands at `at`."""
    last = next((number for number in range(2, len(lines)) if lines[number].parted), len(lines))
    if not 1 < at < last or not lines[1].parted:
        return False
    block = lines[1:last]
    if any(_has_time(line.text) for line in lines[1:at]):
        return False
    return any(
        below.text[0].islower() and len(above.text) >= _BROKEN and not shapes.ends(above.text) for above, below in pairwise(block)
    )


def is_page(tail: Sequence[Line], story: Sequence[Line]) -> bool:
    """Whether the lines below a text are a page's: several of them are known for it, one in ten where they are
    more than the text; or an agency or its desk signs above them.
    """
    if tail and (is_signature(tail[0].text) or is_over(tail[0].text) or (story and ends_signed(story[-1].text))):
        return True
    above = [line.text for line in story]
    marks = [line.text for line in tail if _is_mark(line.text)]
    if len(set(marks)) < _SEVERAL:
        marks += [line.text for line in tail if shapes.is_prose(line.text) and is_business(line.text, above)]
    if len(set(marks)) < _SEVERAL:
        return False
    return len(marks) >= _SHARE * len(tail) or sum(len(line.text) for line in tail) <= sum(map(len, above))


def proven(lines: Sequence[Line], end: int) -> int:
    """Where a page's own lines begin for certain, at `end` or below; the count of lines where nothing says so."""
    menu = next(
        (number for number in range(end, len(lines) - 1) if _is_section(lines[number]) and _is_section(lines[number + 1])), None
    )
    if menu is not None:
        return menu
    if (others := others_of(lines)) < len(lines):
        return max(end, others)
    if (timed := _below_time(lines)) is not None and timed >= end:
        return timed
    if len(lines) > 1 and end == len(lines) and _is_time(lines[-1].text):
        end -= 1
    marks = (number for number in range(end, len(lines)) if _is_mark(lines[number].text) and not introduces(lines, number))
    first = next(marks, len(lines))
    while first > end and _is_time(lines[first - 1].text):
        first -= 1
    return first if len(lines) - first <= _REST or _is_others(lines, first) else len(lines)


def _below_time(lines: Sequence[Line]) -> int | None:
    """Where a day begins that stands below a text, its hour and who wrote below it, each on a line; None where none does."""
    if len(lines) <= _SEVERAL or not shapes.is_time(lines[-2].text) or not is_writer(lines[-1].text):
        return None
    first = len(lines) - 1
    while first > 1 and shapes.is_time(lines[first - 1].text):
        first -= 1
    return first if any(_is_time(line.text) for line in lines[first:-1]) and shapes.ends(lines[first - 1].text) else None


def below_prose(lines: Sequence[Line]) -> int:
    """Where a page's own lines begin that stand below a text's last sentence, for one whose lines are all the text's by their worth.

    Only known lines say so; where a short sentence stands among them, they may be the story's.
    """
    last = next((number for number in range(len(lines) - 1, 0, -1) if shapes.is_prose(lines[number].text)), len(lines))
    certain = proven(lines, len(lines))
    end = proven(lines, last + 1) if last + _SEVERAL < len(lines) else certain
    if end < certain and lines[end].text[0].islower() and not shapes.ends(lines[end - 1].text):
        return certain  # the end of a sentence that was broken at some width
    above = [line.text for line in lines[: last + 1]]
    spoken = (line.text for line in lines[end:] if shapes.ends(line.text) and not _is_time(line.text))
    return min(end, certain) if all(phrase(text) is not None or is_business(text, above) for text in spoken) else certain


def _is_others(lines: Sequence[Line], first: int) -> bool:
    """Whether a heading that ends texts stands above other stories only: none of their sentences has the words of the one above."""
    if first == len(lines) or phrase(lines[first].text) is not Phrase.TAIL:
        return False
    story = words_of("\n".join(line.text for line in lines[:first]))
    below = [words_of(line.text) for line in lines[first + 1 :] if shapes.is_prose(line.text)]
    return bool(story) and all(len(words & story) < _STRANGER * len(words) for words in below)


def _is_section(line: Line) -> bool:
    """Whether a line is the name of a paper's section: two in a row are a menu, and no story goes on below one."""
    return line.text.casefold() in SECTIONS


def introduces(lines: Sequence[Line], number: int) -> bool:
    """Whether nothing but sentences follow a line that ends in a colon: "More from NBC:" stands above what it said, too."""
    rest = lines[number + 1 :]
    return (
        lines[number].text.endswith(":")
        and bool(rest)
        and all(shapes.is_prose(line.text) and phrase(line.text) is None for line in rest)
    )


def _is_time(text: str) -> bool:
    """Whether a line is a day and nothing else."""
    if not shapes.is_time(text) or shapes.is_ago(text):
        return False
    return has_day(ascii_digits(text)) or any(month_of(word.strip(".,")) is not None for word in text.split())


def _is_mark(text: str) -> bool:
    if is_leftover(text):
        return True
    if phrase(text) in _KNOWN or shapes.is_counter(text) or shapes.is_ago(text) or shapes.is_script(text) or shapes.is_menu(text):
        return True
    return has_day(ascii_digits(text)) and (is_stamp(text) or shapes.is_teaser(text))  # `07/03/2023 Another story…`
