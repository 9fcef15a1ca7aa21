"""IPTC 7901 text transmission: SOH header, STX text, ETX date-time group, EOT; several messages in one file.

The story's id is the source and number of the header with the day of its date-time group: reading a file again gives it again
(numbers alone begin anew each day).
"""

import re
import unicodedata
from collections.abc import Iterator

from newsbeam.connectors.formats.decode import decode
from newsbeam.connectors.formats.head import Head
from newsbeam.connectors.formats.prescan import MAX_ENTRIES_SEEN, refuse_binary, refuse_swarm
from newsbeam.connectors.formats.wire_lines import Lines, lines_of
from newsbeam.connectors.formats.wire_markers import signals_of
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, ParseError, SubjectClaim

FORMAT = "iptc7901"
SOH, STX, ETX, EOT = "\x01", "\x02", "\x03", "\x04"
_HEADER = re.compile(
    r"\s{0,8}([A-Za-z]{0,12})\s{0,2}(\d{1,6})\s+(\S)(?:\s+([A-Za-z]{1,6}))?(?:\s+(\d{1,5}))?[ \t]*([^\r\n]{0,200})"
)
_DATE_TIME = re.compile(
    r"\s{0,8}(?:[A-Za-z]{2,6}\s{1,4}){0,4}(\d{2})(\d{2})(\d{2})(?:\s{0,4}(Z|[A-Za-z]{2,5}|[+-]\d{4})(?=\s{1,4}[^\W\d_]{3}))?\s{1,4}([^\W\d_]{3,10})\.?\s{1,4}(\d{4}|\d{2})\b"
)
_AGENCY = re.compile(r"([A-Za-z][A-Za-z-]{1,14})\s{1,4}\d{1,5}\s*$")
"""What follows the number of words: the house and its own count ("dpa 1888")."""
_MONTH_NAMES = (
    "jan/gen/ene feb/fev mar/mrz/mae apr/abr/avr may/mai/mag jun/giu jul/lug aug/ago/aou sep/set oct/okt/out/ott nov dec/dez/dic"
)
_FOUR = {"juin": 6, "juil": 7}
"""Months that their first three letters do not tell apart."""
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES.split(), start=1) for name in names.split("/")}
"""Months in the languages of the houses that send this format: dpa writes `Dez`."""
_BARE_HEADER = re.compile(
    r"[a-z]{2,4}\d{3,6} [1-9] [a-z]{1,3} \d{1,5}[ \t]{1,8}[a-z]{2,12}(?:[ /][a-z]{2,12})?[ \t]{1,8}\d{2,5}[ \t]*\r?\n"
)
"""A header whose frame a gateway has taken off: number, priority, category, words, house and its count."""
_CONFIDED = re.compile(
    r"(?:die )?(?:nach)?folgenden informationen sind nicht zur veröffentlichung|"
    r"(?:the )?following information is not (?:intended |meant )?for publication",
    re.IGNORECASE,
)
"""Says so of the lines below; without "following" it may be a sentence of the text."""


def recognises(head: Head) -> bool:
    """By the control characters that frame header and text, or a header without them; ANPA's synchronising ones are another format's."""
    begin = head.text.lstrip("\x16\x7f\r\n \0")
    return (begin.startswith(SOH) and STX in begin[:1000] and "\x1f" not in begin[:32]) or bool(_BARE_HEADER.match(begin))


def parse(document: Document) -> Iterator[Item | ParseError]:
    """One entry per SOH. A message without text is refused alone."""
    refuse_binary(document.payload, document.uri)
    text, flags, _ = decode(document)
    refuse_swarm(text, (SOH,), MAX_ENTRIES_SEEN, document.uri)
    messages = (text if SOH in text else _framed(text)).split(SOH)[1:]
    if not messages:
        raise ParseError(Reason.NOT_A_FEED, f"{document.uri}: no message: nothing begins with SOH")
    for index, message in enumerate(messages):
        yield _item(message, index, document.uri, flags)


def _framed(text: str) -> str:
    """A message whose control characters were lost, with them; the date-time group stands in its last lines."""
    text = text.lstrip("\ufeff\x16\x7f\r\n \0")
    header = _BARE_HEADER.match(text)
    if header is None:
        return ""
    body = text[header.end() :].rstrip()
    last = body.rfind("\n") + 1
    end = last if _DATE_TIME.match(body, last) else len(body)
    return f"{SOH}{header[0]}{STX}{body[:end]}{ETX}{body[end:]}"


def _item(message: str, index: int, uri: str, flags: tuple[str, ...]) -> Item | ParseError:
    raw = (SOH + message).encode()[: 64 * 1024]
    head, stx, rest = message.partition(STX)
    found = _HEADER.match(head)
    if not stx or not found:
        return ParseError(
            Reason.PARSE_ERROR, f"{uri}: message {index} has no header and text that IPTC 7901 knows", entry=index, raw=raw
        )
    text, _, tail = rest.partition(ETX)
    # Some houses end the header's block with the slug, before STX.
    rows = [line for row in head[found.end() :].splitlines() if (line := row.strip(" \t\x11\x12\x13\x14"))]
    said = tuple(signal for row in rows for signal in signals_of(row))
    copy, confided = _apart(text.splitlines())
    lines = lines_of(copy, next((row for row in rows if not signals_of(row)), None))
    lines = lines._replace(signals=(*said, *lines.signals), note="\n".join(filter(None, (lines.note, confided))) or None)
    if not lines.body and not lines.headline:
        return ParseError(Reason.EMPTY_ITEM, f"{uri}: message {index} has no text", entry=index, raw=raw)
    source, number, priority, category, _words, more = found.groups()
    when = _DATE_TIME.match(tail.partition(EOT)[0])
    when = when if when and _month(when[5]) else None
    return _item_of(lines, (source, number), (priority, category, more), when, index, flags)


def _apart(lines: list[str]) -> tuple[list[str], str | None]:
    """(the lines to be printed, what is told to newsrooms only): a line that says so, and dpa's desk and telephones behind it."""
    at = next((i for i, line in enumerate(lines) if _CONFIDED.match(line.lstrip(" \t*#_-"))), len(lines))
    return lines[:at], " ".join(line for one in lines[at:] if (line := one.strip(" \t*"))) or None


def _item_of(
    lines: Lines,
    name: tuple[str, str],
    about: tuple[str, str | None, str],
    when: re.Match[str] | None,
    index: int,
    flags: tuple[str, ...],
) -> Item:
    source, number = name
    priority, category, more = about
    return Item(
        entry=index,
        format=FORMAT,
        guid=f"iptc7901:{source}{number}:{_day(when)}" if when else None,
        guid_is_agency=when is not None,
        alt_ids=(("number", f"{source}{number}"),),
        headline=lines.headline,
        slugline=lines.slugline,
        body=lines.body,
        markup=False,
        byline=lines.byline,
        info_source=(house[1] if (house := _AGENCY.match(more)) else source) or None,
        first_created_raw=_time(when),
        signal=_signals(more, lines),
        ed_note=lines.note,
        urgency=priority if priority.isdigit() else None,
        subjects=(SubjectClaim(name=category, role="category"),) if category else (),
        flags=flags,
    )


def _month(word: str) -> int:
    """A month by its first letters, accents aside (`Mär`, `août`); 0: it is none."""
    low = "".join(one for one in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(one))
    return _FOUR.get(low[:4]) or _MONTHS.get(low[:3], 0)


def _day(when: re.Match[str]) -> str:
    year = int(when[6]) if len(when[6]) == 4 else 2000 + int(when[6])
    return f"{year:04}-{_month(when[5]):02}-{when[1]}"


def _time(when: re.Match[str] | None) -> str | None:
    """The date-time group, written in ISO 8601's order: it is a code, and no date reader knows it. GMT by the standard, unless it names a zone."""
    if when is None:
        return None
    zone = "Z" if (when[4] or "Z").upper() in ("Z", "GMT", "UTC") else f" {when[4]}"
    return f"{_day(when)}T{when[2]}:{when[3]}{zone}"


def _signals(more: str, lines: Lines) -> tuple[str, ...]:
    """What header and text say the message is (dpa writes REFILE, KILL, HOLD into the header or as a line of its own)."""
    words = f"{more} {lines.slugline or ''} {lines.headline or ''}".upper()
    found = [word.lower() for word in ("KILL", "HOLD", "REFILE", "CORRECTION") if re.search(rf"\b{word}\b", words)]
    return tuple(dict.fromkeys((*found, *lines.signals)))
