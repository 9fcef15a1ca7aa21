"""What the readers of a dateline share: its parts, how words and gaps are printed, and a step forward."""

import re
from dataclasses import dataclass, field

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.dateline_date import PrintedDay
from newsbeam.pipeline.text.dateline_source import Source
from newsbeam.pipeline.text.months import month_of, weekday_of

REACH = 240
"""Characters that a dateline may take."""

_CH = r"[^\s\d,.;:()\[\]/{}–—―।॥۔=<>\"“”«»!?…،؛፣፤።|*_（）【】・、。∙●▪]"
WORD = rf"(?:(?i:St|Ste|Sta|Sto|Ft|Mt|Pt)\.|(?:[A-Z]\.){{2,3}}|D\.C(?![\w.])|[^\W\d_](?:{_CH}*(?<!-))?)"
RUN_WORDS = 7
RUN = re.compile(rf"(?:['’‘]\s?)?{WORD}(?:[ \u00a0]{WORD}){{0,{RUN_WORDS - 1}}}")
SPACE = re.compile(r"[\s\u00a0\"“”«»*_]{0,12}")
GAP = re.compile(r"[\s\u00a0]*[,.،:;۔፣]?[\s\u00a0]*(?:(?:[-–—]{1,3}|\|)[\s\u00a0]*)?")
COMMA = late(r"[\s\u00a0]*[,،፣][\s\u00a0]*")


@dataclass(slots=True)
class Parts:
    """What was read, and where reading stopped."""

    places: list[str] = field(default_factory=list)
    region: str | None = None
    region_known: bool = False
    region_bracketed: bool = False
    between: str | None = None
    """What stands between the place and a region that we know: a province (`TALLINN, HARJU, ESTONIA`), or the town of an address."""
    day: PrintedDay | None = None
    credit: str | None = None
    """The sources as printed, without the day."""
    known_source: bool = False
    """One of the sources is an agency or a provider that we know."""
    newsy_source: bool = False
    """The sources are written as agencies are: an acronym, a site, "news", "agency"."""
    bracketed: bool = False
    """The sources stand in brackets or between slashes."""
    start: int = 0
    place_at: int = -1
    end: int = 0
    """Where the body begins."""
    tail: str = ""
    prefix_end: int = 0
    """Where a source before the place ends: the body begins there, where no place follows after all."""
    prefix_tail: str = ""


def take_source(parts: Parts, found: Source) -> int:
    """What a bracket or slash holds, into the parts; gives its end."""
    if found.printed and parts.credit is None:
        parts.credit, parts.bracketed = found.printed, True
        parts.known_source, parts.newsy_source = found.known, found.newsy
    elif found.printed and parts.prefix_end and found.known:
        parts.credit = f"{parts.credit} / {found.printed}"  # /EIN News/ -- ROUYN-NORANDA, Quebec, Feb. 21 (GLOBE NEWSWIRE)
    parts.day = parts.day or found.day
    return found.end


def skip(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where `pattern` ends, if it begins at `at`; else `at`."""
    match = pattern.match(text, at)
    return match.end() if match else at


def is_small(letter: str) -> bool:
    """Whether a text that begins so goes on with a sentence."""
    return letter.islower() and letter.isalpha() and not "\u10d0" <= letter <= "\u10ff"  # Georgian has no other


def is_time_of_year(parts: Parts) -> bool:
    """Whether all that was read is a month or a weekday, though a town is called so: `MARCH 2013`, `Monday`."""
    if not parts.places or parts.region_known or parts.credit is not None:
        return False
    return month_of(parts.places[0]) is not None or weekday_of(parts.places[0]) is not None
