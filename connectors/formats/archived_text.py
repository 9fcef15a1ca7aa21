"""Archived releases: a header line `date YYYY-MM-DD <summary>`, then the text; several in one file (docs/design/wire-copy.md#archived-releases)."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice

from newsbeam.connectors.formats.decode import decode
from newsbeam.connectors.formats.head import Head
from newsbeam.connectors.formats.prescan import MAX_ENTRIES_SEEN, refuse_binary
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, ParseError

FORMAT = "archived_text"
_HEADER = re.compile(r"^[ \t\ufeff]*date([: ])[ \t]*(\d{4}-\d{2}(?:-\d{2})?)(?![\d-])[ \t]*(.*)$", re.IGNORECASE | re.MULTILINE)
_MONTH = len("2020-10")
"""A header may know the month only; the day is then not guessed, and the row is undated."""
_BLANK_BEFORE = re.compile(r"\n[ \t\r]*\n$")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def recognises(head: Head) -> bool:
    """By a header line at the beginning or behind a blank line."""
    if head.root:
        return False
    found = _HEADER.search(head.text)
    return bool(found and (not head.text[: found.start()].strip() or _stands_free(head.text, found.start())))


def parse(document: Document) -> Iterator[Item | ParseError]:
    """One Item per header. Text before the first header is an entry too, and refused: a date is read, never guessed.

    The summary slot is copied whatever stands in it (a handle, the site's name, a headline, a relative time).
    """
    refuse_binary(document.payload, document.uri)
    text, flags, _ = decode(document)
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    headers = list(islice(_headers(text), MAX_ENTRIES_SEEN + 1))
    if len(headers) > MAX_ENTRIES_SEEN:
        raise ParseError(Reason.TOO_COMPLEX, f"{document.uri}: over {MAX_ENTRIES_SEEN} releases in one file; split it")
    if not headers:
        raise ParseError(Reason.PARSE_ERROR, f"{document.uri}: no header line `date YYYY-MM-DD <summary>`: the day is not guessed")
    entry = 0
    before = text[: headers[0].start()].strip()
    if before:
        message = f"{document.uri}: text before the first header `date YYYY-MM-DD <summary>`: the day is not guessed"
        yield ParseError(Reason.PARSE_ERROR, message, entry=entry, raw=before.encode()[: 64 * 1024])
        entry += 1
    ends = [header.start() for header in headers[1:]] + [len(text)]
    for header, end in zip(headers, ends, strict=True):
        yield _release(header, text[header.end() : end], entry, flags, document.uri)
        entry += 1


def _headers(text: str) -> Iterator[re.Match[str]]:
    """The header lines. One inside the file follows a blank line and is spelled like the first: a release may say `Date: 2020-10-20`."""
    first: re.Match[str] | None = None
    for found in _HEADER.finditer(text):
        if first is None:
            first = found
        elif found[1] != first[1] or not _stands_free(text, found.start()):
            continue
        yield found


def _stands_free(text: str, at: int) -> bool:
    return bool(_BLANK_BEFORE.search(text, max(0, at - 80), at))


def _release(header: re.Match[str], body: str, entry: int, flags: tuple[str, ...], uri: str) -> Item | ParseError:
    raw = (header[0] + body).encode()[: 64 * 1024]
    # An empty line below the header is kept: it tells whether the first line is a paragraph of its own.
    summary, body = header[3].strip(), body.rstrip().removeprefix("\n")
    try:
        date.fromisoformat(header[2] if len(header[2]) > _MONTH else f"{header[2]}-01")
    except ValueError:
        return ParseError(Reason.PARSE_ERROR, f"{uri}: entry {entry}: {header[2]} is no day", entry=entry, raw=raw)
    if not summary and not body:
        return ParseError(Reason.EMPTY_ITEM, f"{uri}: entry {entry}: a header without a text", entry=entry, raw=raw)
    return Item(
        entry=entry,
        format=FORMAT,
        summary=summary or None,
        body=body or None,
        markup=False,
        day_raw=header[2],
        flags=flags,
    )
