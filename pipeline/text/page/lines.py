"""A page as lines, and what each line above the text is."""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from newsbeam.pipeline.providers import by_alias, folded
from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.byline import is_desk
from newsbeam.pipeline.text.credit import is_nobody
from newsbeam.pipeline.text.dateline_place import is_place, may_be_name
from newsbeam.pipeline.text.dateline_source import DOMAIN
from newsbeam.pipeline.text.head_matter import is_byline
from newsbeam.pipeline.text.page import shapes
from newsbeam.pipeline.text.page.phrases import Phrase, phrase
from newsbeam.pipeline.text.persons import PARTICLES
from newsbeam.pipeline.text.signoff import source_line

_WIDE = 300
"""Characters up to which a line above a text is made one with the next."""
_DESK = re.compile(
    r"\b(?:correspondents?|desk|staff|reporters?|editors?|bureau|newsroom|redaktion|rédaction|redacción|redazione|redação|redakcja|redakce|"
    r"redakcia|uredništvo|редакция|редакція|muhabir|redaksi)\b|نمائندہ|نامہ نگار|رپورٹر|ڈیسک|بیورو|संवाददाता|ब्यूरो|डेस्क|প্রতিনিধি|প্রতিবেদক|编辑部|記者",
    re.IGNORECASE,
)
_FROM = re.compile(r"(?:de|do|da|from|en|aus|à|od|iz|z|из|от|da|dal) (\S[^.!?]{2,30})", re.IGNORECASE)


class Line(NamedTuple):
    """A line without its edges' white space."""

    text: str
    parted: bool
    """An empty line stands before it."""


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
            found.append(Line(bare, parted))
        parted = not bare
    return found


def unwrapped(lines: Sequence[Line]) -> list[Line]:
    """Lines above a text, those that go on in the next line made one."""
    found: list[Line] = []
    for line in lines:
        above = found[-1].text if found else ""
        if (
            above
            and not line.parted
            and line.text[0].islower()
            and len(above) < _WIDE
            and not shapes.ends(above)
            and shapes.without_time(above) is None
        ):
            found[-1] = found[-1]._replace(text=f"{above} {line.text}")
        else:
            found.append(line)
    return found


def text_of(lines: Sequence[Line]) -> str:
    """Lines as a text again."""
    return "".join(("\n\n" if line.parted else "\n") + line.text for line in lines).lstrip("\n")


@lru_cache(maxsize=2048)
def sort_of(line: str) -> Sort:
    """What a line above the text is, by itself."""
    known = phrase(line)
    if is_nobody(line):
        return Sort.AGENCY
    if known is Phrase.TAIL:
        return Sort.TAIL
    if known is not None or shapes.is_link(line) or shapes.is_script(line) or shapes.is_counter(line) or shapes.is_path(line):
        return Sort.FURNITURE
    if shapes.is_time(line):
        return Sort.TIME
    if is_agency(line) or source_line(line):
        return Sort.AGENCY
    if is_site(line):
        return Sort.FURNITURE
    if shapes.is_caption(line):
        return Sort.CAPTION
    if is_byline(line) or _is_from(line) or _is_signed(line) or _is_desk(line):
        return Sort.BYLINE
    if shapes.is_prose(line):
        return Sort.PROSE
    return Sort.TITLE if any(map(str.isalpha, line)) else Sort.FURNITURE


def is_agency(line: str) -> bool:
    """An agency's name and nothing else: `EFE`, `NEWS AGENCY OF NIGERIA`, `(AFP)`."""
    name = line.strip(" -–—()[]|/:.")
    return len(name) <= 60 and agency(name) is not None and (not name.islower() or line[0] in "([")


def is_site(line: str) -> bool:
    """A site's name: its address, or a provider's that we know."""
    name = line.strip(" -–—|")
    return len(name) <= 40 and (bool(DOMAIN.fullmatch(name)) or folded(name) in by_alias())


def _is_desk(line: str) -> bool:
    """`Staff Reporter`, `Web Desk`, `Redacción`: a writer's office, not a headline with "news" in it."""
    return len(line) <= 48 and len(line.split()) <= 4 and not shapes.ends(line) and _DESK.search(line) is not None and is_desk(line)


def _is_from(line: str) -> bool:
    """Where a writer sat: `DE WASHINGTON`, `From Berlin`."""
    found = _FROM.fullmatch(line)
    return found is not None and may_be_name(found[1]) and is_place(found[1])


def _is_signed(line: str) -> bool:
    """`Jane Roe 3 minutes ago Sat 11th September 2021`, `@jane_roe`."""
    if line.startswith("@") and " " not in line:
        return True
    name = shapes.without_time(line)
    if name is None or not 0 < len(name.split()) <= 6 or any(map(str.isdigit, name)) or shapes.ends(name):
        return False
    return all(not word[0].islower() or word in PARTICLES for word in name.split()) or is_desk(name)
