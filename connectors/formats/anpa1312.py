"""ANPA 1312 (AP's old wire): two header lines in control characters, `^` lines for slug, headline and byline, a dated trailer.

The id is the trailer's date with service level and story number: reading a file again gives it again.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from newsbeam.connectors.formats.decode import decode
from newsbeam.connectors.formats.head import Head
from newsbeam.connectors.formats.prescan import MAX_ENTRIES_SEEN, refuse_binary, refuse_swarm
from newsbeam.connectors.formats.wire_lines import Lines, lines_of, paragraphs
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, ParseError, SubjectClaim

FORMAT = "anpa1312"
_START = re.compile(r"(?:\x16{1,8}\x01|\x01)(?=[A-Za-z]\d{4})")
_FIRST = re.compile(r"([A-Za-z])(\d{4})\x1f?([^\r\n\x1e\x1f\x02]{0,40})")
_SECOND = re.compile(r"([A-Za-z]) ?([A-Za-z])?[ ]?[\x11-\x14\x1e ]{0,4}([A-Za-z]{2}-[^\r\n\x02]{0,120})?")
_SERIES = re.compile(
    r"(?:,\s*|\s+)(\d+(?:st|nd|rd|th) (?:Ld|Lead|Add)(?:-?Writethru)?|Ld-?Writethru|Urgent|Bulletin|Flash|Kill|Correction)\b",
    re.IGNORECASE,
)
_COUNTS = re.compile(r"[,\s]+(?:\d{1,2}-\d{1,2}\s+)?\d{2,5}\s*$")
_TRAILER = re.compile(r"\x03?([A-Z]{2,3})-([A-Z]{2})-(\d{1,2})-(\d{1,2})-(\d{2}) (\d{2})(\d{2})(GMT|[A-Z]{3})", re.IGNORECASE)
_BY = re.compile(r"by\s", re.IGNORECASE)
_TITLE = re.compile(r"\b(?:writers?|correspondents?|editors?|press|staff|reporters?|columnist|critic|analyst)\b", re.IGNORECASE)
_MARKS = "^<=\t \x12\x13"
_JOINED = re.compile(r"<[ \t]*\^")
"""Two paragraphs on one line."""
_CODE = re.compile(r"\*\d{2,6}")
"""A wire's own selector above the keyword line."""
_NOTE = re.compile(r"eds?:|editor's note|\(eds?", re.IGNORECASE)
_PICTURES = re.compile(
    r"(?:with )?(?:[A-Z]{2,4} )?(?:Photos?|Graphics?|Videos?|Audio|Interactives?|Maps?)"
    r"(?:[ :,]+(?:[A-Z]{1,6}\d{1,4}|and|planned|pursuing|upcoming))*[ ,.]*$"
)
"""What goes with the text, by number: no words of its headline."""
_NAMED = 3
"""Words of a byline, at least."""
_FEWEST = 4
"""Words of a summary, at least."""
_PRIORITY = {"f": "1", "b": "1", "u": "3", "r": "5", "d": "7", "a": "6", "s": "6"}
"""AP's transmission priority on IPTC's scale of urgency: flash, bulletin, urgent, regular, deferred, advance (docs/design/wire-copy.md#tellings)."""


def recognises(head: Head) -> bool:
    """By the synchronising characters and the service level with its number."""
    return bool(_START.match(head.text.lstrip("\r\n \0"))) and ("\x16" in head.text[:16] or "\x1f" in head.text[:32])


def parse(document: Document) -> Iterator[Item | ParseError]:
    """One entry per message."""
    refuse_binary(document.payload, document.uri)
    text, flags, _ = decode(document)
    refuse_swarm(text, ("\x01",), MAX_ENTRIES_SEEN, document.uri)
    messages = _START.split(text)[1:]
    if not messages:
        raise ParseError(Reason.NOT_A_FEED, f"{document.uri}: no ANPA message: no service level and number behind SOH")
    for index, message in enumerate(messages):
        yield _item(message, index, document.uri, flags)


def _item(message: str, index: int, uri: str, flags: tuple[str, ...]) -> Item | ParseError:
    raw = message.encode()[: 64 * 1024]
    head, stx, rest = message.partition("\x02")
    first = _FIRST.match(head)
    if not stx or first is None:
        return ParseError(
            Reason.PARSE_ERROR, f"{uri}: message {index} has no header and text that ANPA 1312 knows", entry=index, raw=raw
        )
    text, _, tail = rest.partition("\x03")
    marked, below = _above(_JOINED.sub("<\n^", text.replace("\r", "")).split("\n"))
    above = _heads(marked)
    # Where heads are marked, all that follows them is text; marks further down are section heads.
    is_marked = above.headline or above.byline or above.notes
    parts = Lines(None, None, None, None, paragraphs(below)) if is_marked else lines_of(below)
    body, decks, remarks = parts.body, above.decks, above.notes
    if body is None:  # nothing below: the lines under the headline are the text
        body, decks = "\n\n".join(decks) or None, []
    else:
        remarks = [*remarks, *[line for line in decks if _is_remark(line)]]
        decks = [line for line in decks if not _is_remark(line)]
    if not body and not above.headline:
        return ParseError(Reason.EMPTY_ITEM, f"{uri}: message {index} has no text", entry=index, raw=raw)
    below_first = head[first.end() :].lstrip("\x1f\x1e ")
    second = _SECOND.match((below_first.partition("\n")[2] or below_first).lstrip("\r\n\x1e\x1f "))
    when = _TRAILER.search("\x03" + tail) or _TRAILER.search(text[-80:])
    keyword = above.keyword or (second[3] if second else None)
    return Item(
        entry=index,
        format=FORMAT,
        guid=f"anpa1312:{first[1].lower()}{first[2]}:{_day(when)}" if when else None,
        guid_is_agency=when is not None,
        alt_ids=(("number", f"{first[1].lower()}{first[2]}"),),
        headline=above.headline or parts.headline,
        slugline=_COUNTS.sub("", keyword) if keyword else None,
        summary=" ".join(decks) or None,
        body=body,
        markup=False,
        byline=above.byline or parts.byline,
        info_source=when[1].upper() if when else None,
        first_created_raw=f"{_day(when)}T{when[6]}:{when[7]}{'Z' if when[8].upper() == 'GMT' else ' ' + when[8]}" if when else None,
        signal=(*[word.lower() for word in _SERIES.findall(keyword or "")], *parts.signals),
        ed_note="\n".join(remarks) or parts.note,
        urgency=_PRIORITY.get(second[1].lower()) if second else None,
        subjects=(SubjectClaim(name=second[2].lower(), role="category"),) if second and second[2] else (),
        flags=flags,
    )


def _above(lines: list[str]) -> tuple[list[str], list[str]]:
    """(the marked lines above the text, the text with the section heads in it).

    What follows the byline is a section head already, unless the line above goes on (`=`) or it is the writer's title.
    """
    heads: list[str] = []
    above, signed, goes_on = "", False, False
    for number, line in enumerate(lines):
        clean = line.strip(_MARKS)
        if not clean:
            continue
        is_by = bool(_BY.match(clean)) and not (signed and len(clean.split()) < _NAMED)  # below it "By Division" heads a table
        titled = is_by or _TITLE.search(clean)
        capitals = clean.isupper() and not is_by and not _NOTE.match(clean)
        # A table's division stands in capitals right below its `By ...=`; a second writer's name behind a comma or an "and".
        signed_off = signed and not titled and (not goes_on or (capitals and not above.endswith((",", " and"))))
        # Unsigned tables ("Glance") head their sections in capitals below a headline that is not in capitals.
        section = len(heads) > 1 and capitals and not above.isupper() and not goes_on
        if not line.startswith("^") or signed_off or section:
            return heads, lines[number:]
        heads.append(line.rstrip())
        above, signed = clean, signed or is_by
        goes_on = line.rstrip().endswith("=") and not (is_by and _following(lines, number).rstrip().endswith("<"))
    return heads, []


def _following(lines: list[str], number: int) -> str:
    return lines[number + 1] if number + 1 < len(lines) else ""


class _Heads(NamedTuple):
    """What stands in the lines marked `^`, the first of which is the keyword line."""

    keyword: str | None
    headline: str | None
    decks: list[str]
    """What follows the headline and is neither note nor byline: a summary, a remark on a table, a list of headlines."""
    byline: str | None
    notes: list[str]


def _heads(lines: list[str]) -> _Heads:
    """Each of the lines is a paragraph of its own; a headline alone goes on where its line has no end (`<`, `=`)."""
    keyword: str | None = None
    headline: list[str] = []
    decks: list[str] = []
    byline: list[str] = []
    notes: list[str] = []
    pictures: list[str] = []
    ended = False
    for line in lines:
        clean = line.strip(_MARKS)
        if _CODE.fullmatch(clean):
            continue
        if keyword is None:
            keyword = clean
        elif _NOTE.match(clean):
            notes.append(clean)
        elif _BY.match(clean) or byline:
            byline.append(clean)
        elif _PICTURES.match(clean):
            pictures.append(clean)
        elif not ended and not decks:
            headline.append(clean)
            ended = line.endswith(("<", "="))
        else:
            decks.append(clean)
    return _Heads(keyword, " ".join(headline) or None, decks, "\n".join(byline) or None, [*notes, *pictures])


def _is_remark(line: str) -> bool:
    """Whether a line below the headline speaks of the table or the text ("All Times EDT") and sums up nothing."""
    return len(line.split()) < _FEWEST or (line.startswith("(") and line.endswith(")"))


def _day(when: re.Match[str]) -> str:
    year = int(when[5])
    return f"{year + (1900 if year > 69 else 2000):04}-{int(when[3]):02}-{int(when[4]):02}"
