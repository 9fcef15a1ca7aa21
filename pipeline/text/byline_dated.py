"""A byline and its time on lines of their own above a text: `By Jane Roe | March 4, 2024`, `Von Jens Brand` above `04.03.2024, 17:20 Uhr`.

A name and a day with no running text behind them on their line are no dateline, though many surnames are towns' names too.
"""

import re
from typing import NamedTuple

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.byline import Byline, is_desk
from newsbeam.pipeline.text.dateline_place import is_given_name, is_place
from newsbeam.pipeline.text.dates import parse_time
from newsbeam.pipeline.text.months import ascii_digits, month_of, weekday_of
from newsbeam.pipeline.text.page import shapes, stamps
from newsbeam.pipeline.text.person_words import PREFIX
from newsbeam.pipeline.text.persons import PARTICLES, persons

_LONGEST = 120
"""Characters of such a line."""
_NAMES = 4
"""Words of a name that no word of writing stands before."""
_FIGURE = re.compile(r"\d")
_SURE = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d[:.h]\d\d|\s[|•·]\s")
"""A year, a clock or a bar: what a page's time has, and a dateline's day has not."""
_BEHIND = late(
    r"(?P<when>[^\n]{4,70}?)\s?[|•·,–—-]?\s(?=(?:[Bb]y|BY|[Pp]or|POR|[Pp]ar|PAR|[Vv]on|VON|[Dd]i|[Dd]oor|[Aa]v|[Aa]f|[Oo]leh)\s[^\W\d_a-z])"
)
"""A time before who wrote: `Posted on 04/03/2024 by Jane Roe`."""
_WORD = late(r"[^\W\d_]+\.?|\d")
_PUBLISHED = frozenset(
    "published posted publié publicado publicada pubblicato veröffentlicht erschienen gepubliceerd publicerad opublikowano objavljeno "  # noqa: SIM905 (words read better than a list of them)
    "опубликовано опубліковано on le el il am den at".split()
)
"""Words before the time when it was published, and no other."""


class DatedByline(NamedTuple):
    """A byline, its time, and where the text below them begins."""

    name: str
    """Who wrote it, without the time."""
    printed: str
    """The line with the name, as it stands."""
    time_line: str | None
    """The line of the time, where it has one of its own."""
    when: str | None
    """When it was published, where that can be read."""
    end: int


def dated_byline(text: str) -> DatedByline | None:
    r"""The byline with its time that begins `text`; None where none does, and where text goes on behind them on their line.

    >>> found = dated_byline("By John Smith | March 4, 2024\n\nA road was blocked.")
    >>> found.name, found.when, dated_byline("By John Smith Nairobi, March 4, 2024 (QXN) A road was blocked.\n")
    ('By John Smith', 'March 4, 2024', None)
    """
    at = text.find("\n")
    if not 0 < at <= _LONGEST:
        return None  # a paragraph, nearly always
    line = text[:at].strip()
    if not line or _ends(line) or _FIGURE.search(text, 0, at + _LONGEST) is None:
        return None
    if not (below := text[at:].lstrip("\n")):
        return None
    found = _alone(line) if _FIGURE.search(line) is not None else None
    if found is not None:
        return _made(found[0], line, None, found[1], len(text) - len(below))
    second, parted, rest = below.partition("\n")
    rest = rest.lstrip("\n")
    if not parted or len(second) > _LONGEST or not rest:
        return None
    end = len(text) - len(rest)
    if _is_when(second) and _FIGURE.search(line) is None and _is_writer(line, second):
        return _made(line, line, second, second, end)
    if (
        _is_when(line)
        and _FIGURE.search(second) is None
        and not _ends(second)
        and PREFIX.match(second)
        and _is_writer(second, line)
    ):
        return _made(second, second, line, line, end)
    return None


def as_printed(own: Byline | None, dated: DatedByline | None) -> Byline | None:
    """A byline that was read from the name, as its line stands."""
    return own._replace(printed=dated.printed) if own is not None and dated is not None and own.printed == dated.name else own


def _made(name: str, printed: str, time_line: str | None, when: str, end: int) -> DatedByline:
    return DatedByline(name, printed, time_line, _published(when), end)


def _ends(line: str) -> bool:
    """Whether a line is a sentence: no stop of a day's or an hour's ("4. ožujka 2024.", "10 a.m.")."""
    return shapes.ends(line) and not line[-2:-1].isdigit() and line[-5:].casefold() not in (" a.m.", " p.m.")


def _alone(line: str) -> tuple[str, str] | None:
    """(name, time) of a line that has both and nothing else."""
    name = shapes.without_time(line)
    if name:
        when = line[line.find(name) + len(name) :].strip(" ,|-–—•·()/")
        return (name, when) if _FIGURE.search(name) is None and _is_writer(name, line[len(name) :]) else None
    behind = _BEHIND.match(line)
    if behind is None or not _is_when(behind["when"]):
        return None
    name = line[behind.end() :]
    return (name, behind["when"]) if _FIGURE.search(name) is None and _is_writer(name, line) else None


def _is_when(line: str) -> bool:
    """Whether a line is a time with a day, a word of times before it perhaps; a town before a day is a dateline's."""
    if _FIGURE.search(line) is None or not shapes.is_moment(ascii_digits(line)):
        return False
    return shapes.is_time(line) or (stamps.is_stamp(line) and shapes.is_when(line.split(maxsplit=1)[0].strip(":")))


def _is_writer(name: str, when: str) -> bool:
    """Whether somebody or a desk is named: behind a word of writing, or by a first name that stands before a sure time."""
    begun = PREFIX.match(name)
    who = name[begun.end() :] if begun is not None else name
    words = who.split()
    sure = _SURE.search(when) is not None
    if not words or words[0][0].islower() or is_place(who):
        return False
    if begun is None:
        large = all(word in PARTICLES or not word[0].islower() for word in words)
        named = 1 < len(words) <= _NAMES and is_given_name(words[0]) and persons(name) == (who,)
        return sure and large and named and _begins_time(when)
    if len(words) > 2 and not sure:
        return False  # By Jane Roe Nairobi, March 4
    return is_desk(who) or any(" " in one for one in persons(name))


def _begins_time(when: str) -> bool:
    """Whether no further word of a name stands before a time: `Martin Luther King Day, January 15`."""
    word = (_WORD.findall(when) or [""])[0].rstrip(".")
    return not word[:1].isupper() or month_of(word) is not None or weekday_of(word) is not None or stamps.is_label(word)


def _published(when: str) -> str | None:
    """The time without the words before it; None where they are no words of publishing, and where nobody can read it."""
    for found in _WORD.finditer(ascii_digits(when)):
        word = found[0].casefold().rstrip(".")
        if word.isdigit() or month_of(word) is not None or weekday_of(word) is not None:
            read = when[found.start() :]
            return read if parse_time(read) is not None else None
        if word not in _PUBLISHED:
            return None
    return None
