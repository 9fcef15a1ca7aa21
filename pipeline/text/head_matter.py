"""Lines between the headline and the dateline: the headline again, bylines, notes to editors (docs/design/wire-copy.md#datelines)."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text import dateline
from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.byline import is_desk, is_person
from newsbeam.pipeline.text.credit import sources_of
from newsbeam.pipeline.text.dateline import Dateline
from newsbeam.pipeline.text.dateline_line import is_of_sentence
from newsbeam.pipeline.text.dateline_place import is_given_name
from newsbeam.pipeline.text.editor_notes import bracketed, is_known, is_note
from newsbeam.pipeline.text.likeness import ALIKE, share, words_of
from newsbeam.pipeline.text.person_words import MODIFIERS, PREFIX, ROLES, SPLIT
from newsbeam.pipeline.text.persons import persons
from newsbeam.pipeline.text.writer_beside import writer_before

_LINES = 5
"""Lines that may stand before a dateline."""
_POINTS = 8
"""Points of a story in brief ("* Index up 2 pct") that may stand there too."""
_LONG = 130
"""Characters of a line that is a paragraph already."""
_REACH = 1500
"""Characters that may stand above the dateline of a wire that we know."""
_STANDFIRST, _LEAD = 8, 60
"""Lines that may; characters of the text below, where there are as many above."""
_SOURCED = re.compile(r"\n[^\W\d_a-z][^\n()]{2,90}?(?:\([^()\n]{2,60}\)|/[^/\n]{2,40}/)\s{0,2}(?:--?|[–—])\s")
"""What a dateline with its source looks like from afar: a place, brackets or strokes, a dash."""

_DASHES = ("- ", "-\n", "– ", "–\n", "— ", "—\n")
"""One of these ends it: a look that spares most texts the pattern, which walks every line."""

_BY = re.compile(r"(?:[Bb]y|BY|[Vv]on|VON|[Pp]ar|PAR|[Pp]or|POR) [^\W\d_a-z][^\n.!?:;]{2,90}(?:; [^\W\d_a-z][^\n.!?:;]{1,30})?=?")
_BY_ABROAD = re.compile(r"(?:[Dd]i|DI|[Dd]oor|DOOR|[Aa]f|AF|[Aa]v|AV|[Oo]leh|OLEH) (?P<who>[^\W\d_a-z][^\n.!?:;]{2,60})")
"""Words that stand before names in bylines, and before anything else elsewhere."""
_BY_FIRST, _ABROAD, _NAME = frozenset("BbVvPpDdAaOo"), frozenset("DdAaOo"), 4
_AND = re.compile(r" (?:e|en|og|och|dan|and|&) ")
_ROLE = late(
    rf"(?:[^\W\d_][^\n.!?:;,()]{{3,40}}, )?(?:(?:{MODIFIERS})\s+){{0,3}}(?:{ROLES})(?: (?:of|for|de|da|del|der) [^\n.!?:;,()]{{2,40}})?",
    re.IGNORECASE,
)
"""`Jane Roe, Special Correspondent`, `Corresponsal`."""

_PUBLISHED = re.compile(r"[^\n]{3,60}\s(?:Published|Updated|Posted)\s[^\n]{6,60}")
_ENDS = ".!?"
"""What ends a sentence, and neither a byline nor a role."""
_NAMED = 100
"""Characters of a line of names, at most."""
_FROM_THE = "من ال"
"""Arabic's "by" is its "from", too, and before an article nobody's: `من المقرر أن يجتمع الوزراء`."""
_MANY = 9
"""More spaces than a desk's name has, whatever is around it."""


class HeadMatter(NamedTuple):
    """What stood before the dateline."""

    byline: str | None
    note: str | None
    dateline: Dateline
    at: int
    """Where the dateline begins in the text."""
    standfirst: str | None = None
    """Lines that sum the story up, above the dateline of a wire that we know."""


def before_dateline(text: str, headline: str | None, home_country: str | None, *, noted: bool = False) -> HeadMatter | None:
    """The dateline in one of the first lines, where everything above it is known for what it is; else None.

    Nothing is taken for a byline on the ground of standing there alone: below an unknown line only a dateline with a known source counts,
    and below a bracket whose words are no note's, or names that no word leads, one with a source. `noted`: a note stood above them.
    """
    if not 0 <= text.find("\n") <= _LONG:
        return None  # a paragraph, nearly always
    above = _Above(noted=noted)
    at = 0
    while above.lines < _LINES:
        end = text.find("\n", at)
        line = text[at : end if end >= 0 else len(text)]
        if (
            at
            and line
            and (found := dateline.split(text[at:], home_country=home_country))
            and (above.bylines or _strong(found, line))
        ):
            whole = None if (above.doubtful and found.credit is None) or _is_last(text, at, found, above.repeated) else found
            return whole and HeadMatter(_joined(above.bylines), above.notes(), whole, at)
        if end < 0 or len(line) > _LONG or len(above.points) > _POINTS:
            return None
        if not line:
            above.lines += above.note is None
        elif not above.take(line, headline):
            return _below_standfirst(text, at, _joined(above.bylines), above.note, home_country)
        at = end + 1
    return None


@dataclass(slots=True)
class _Above:
    """The lines above a dateline, told apart one by one."""

    bylines: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)
    note: str | None = None
    lines: int = 0
    repeated: int = 0
    """Characters of lines that have the headline's words."""
    noted: bool = False
    doubtful: bool = False
    """Whether only a dateline with a source says that they are what they seem."""

    def notes(self) -> str | None:
        return "\n".join(filter(None, (self.note, *self.points))) or None

    def take(self, line: str, headline: str | None) -> bool:
        """Whether a line is known for what it is."""
        self.lines += not line.startswith("* ")
        if ("://" in line and " " not in line) or (line.startswith("* ") and not _is_byline(line, self.bylines)):
            self.points.append(line)  # an address: no byline; what changed, point by point: notes too
        elif is_note(line):
            self._add(bracketed(line))
        elif _is_byline(line, self.bylines):
            self.bylines.append(line.rstrip("=").rstrip())
        elif _repeats(line, headline):
            self.repeated += len(line)
        elif (inside := bracketed(line)) is not None:
            self.doubtful = self.doubtful or not is_known(inside)
            if is_byline(inside) or _is_named(inside, led=True):
                self.bylines.append(inside)
            else:
                self._add(inside)
        elif not self.bylines and _is_named(line, led=self.noted or bool(self.note or self.points)):
            self.doubtful = True
            self.bylines.append(line)
        else:
            return False
        return True

    def _add(self, note: str | None) -> None:
        self.note = "\n".join(filter(None, (self.note, note)))


def _below_standfirst(text: str, start: int, byline: str | None, note: str | None, home_country: str | None) -> HeadMatter | None:
    """The dateline below lines that nobody knows, where it has a place, and an agency or wire that we know; none of several (a digest)."""
    near = text[start : start + _REACH]
    mark = _SOURCED.search(text, start, start + _REACH) if any(map(near.__contains__, _DASHES)) else None
    if mark is None or _SOURCED.search(text, mark.end()) is not None:
        return None
    at = mark.start() + 1
    above = [line for line in text[start:at].split("\n") if line]
    found = dateline.split(text[at:], home_country=home_country) if len(above) <= _STANDFIRST else None
    if found is None or not (found.place and found.country and found.credit):
        return None
    if not any(agency(name, found.country) for name in sources_of(found.credit)) or _is_last(text, at, found, sum(map(len, above))):
        return None
    return HeadMatter(byline, note, found, at, "\n".join(above) or None)


def is_byline(line: str) -> bool:
    """`By Jane Doe`, `Umer Jamshaid Published August 15, 2023 | 10:00 AM`."""
    return _BY.fullmatch(line) is not None or _is_published(line) or _is_known_before(line)


def _is_known_before(line: str) -> bool:
    """`Jane Roe | Lahore`, where we know the first name."""
    name = writer_before(line)
    return name is not None and is_given_name(name.partition(" ")[0])


def begins_with_byline(text: str) -> bool:
    """Whether the first line of `text` is a byline and nothing else: no dateline, whatever town its surname is."""
    if text[:1] not in _BY_FIRST:
        return False
    above, parted, _ = text[:_LONG].partition("\n")
    return (bool(parted) or len(text) < _LONG) and (_BY.fullmatch(above) is not None or _is_byline_abroad(above))


def _is_byline_abroad(line: str) -> bool:
    """`Di Anna Rossi`, `Oleh Budi Medan, QXN`: names behind such a word, a house at most behind them; it takes a dateline below to be sure."""
    found = _BY_ABROAD.fullmatch(line) if line[:1] in _ABROAD else None
    names = _AND.split(found["who"].partition(",")[0]) if found is not None else ()
    return bool(names) and all(1 < len(name.split()) <= _NAME and is_person(name) for name in names)


def _is_last(text: str, at: int, found: Dateline, above: int) -> bool:
    """Whether what looks like a dateline signs the text above it, of so many characters."""
    return len(text) - at - len(found.text) < min(_LEAD, above) and not is_of_sentence(found, text)


def _is_named(line: str, *, led: bool) -> bool:
    """Whether a line is names and nothing else: behind a word of writing, or below a note (`led`), or of somebody whose first name we know."""
    if len(line) > _NAMED or line[-1:] in _ENDS or line.startswith(_FROM_THE) or any(map(str.isdigit, line)):
        return False
    begun = PREFIX.match(line)
    names = SPLIT.split(line[begun.end() :] if begun is not None else line)
    if not (led or begun is not None or is_given_name(names[0].partition(" ")[0])):
        return False
    return all(" " in name and name == name.strip() and persons(name) == (name,) for name in names)


def _is_published(line: str) -> bool:
    return ("Published" in line or "Updated" in line or "Posted" in line) and _PUBLISHED.fullmatch(line) is not None


def _is_byline(line: str, above: list[str]) -> bool:
    if line[-1:] in _ENDS and line.count(" ") > _MANY and not above:
        return _is_published(line)  # a sentence, as nearly every paragraph
    if is_byline(line) or _is_byline_abroad(line) or is_desk(line) or _ROLE.fullmatch(line):
        return True
    # The second line of a name that went on ("By ANNA ROE and", "BO EK=").
    return bool(above) and (line.endswith("=") or above[-1].endswith((" and", ","))) and line[:1].isupper()


def _joined(bylines: list[str]) -> str | None:
    """One line of several: a name that went on stays one, a title or desk follows after a comma."""
    text = ""
    for line in bylines:
        text += line if not text else (" " if text.endswith((" and", ",")) else ", ") + line
    return text or None


def _strong(found: Dateline, line: str) -> bool:
    """Whether it says more than a place; a byline's line goes on in none."""
    if "\n" in found.text.rstrip() and len(found.text) > len(line) and is_byline(line):
        return False
    return found.credit is not None or found.day is not None or found.text[:2].isupper()


def _repeats(line: str, headline: str | None) -> bool:
    return share(words_of(line), words_of(headline or "")) >= ALIKE
