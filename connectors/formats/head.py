"""The beginning of a document, read once, for formats to recognise themselves by. Neither file name nor Content-Type is asked."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

from newsbeam.connectors.formats.archive_members import is_archive
from newsbeam.connectors.formats.decode import decode
from newsbeam.connectors.formats.json_text import load
from newsbeam.connectors.formats.prescan import behind_junk, prolog, refuse_binary
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, ParseError

_HEAD = 8 * 1024
_HTML = re.compile(r"<(?:!doctype\s{1,8}html|html|head|body|script|div)\b", re.IGNORECASE)
_NAMESPACE = re.compile(r"""\sxmlns(?::([\w.-]{1,40}))?\s{0,4}=\s{0,4}["']([^"'<>]{0,300})["']""")


class Format(NamedTuple):
    """How documents of one format are read, and known."""

    parse: Callable[[Document], Iterator[Item | ParseError]]
    """Yields an Item or a ParseError per entry, in order; raises ParseError for a document that it refuses."""
    recognises: Callable[["Head"], bool] = lambda _head: False
    """Whether a document is in this format; the first of the table that says so has it."""

    def __call__(self, document: Document) -> Iterator[Item | ParseError]:
        """The entries of a document."""
        return self.parse(document)


class Head:
    """What a document begins with. Raises ParseError: `empty_document`, `not_a_feed` (binary), `html_not_feed`, `dtd_forbidden`."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.payload = document.payload
        self.root = ""
        """The root element's local name, lower case; empty: no markup."""
        self.namespace = ""
        """The root element's namespace."""
        self.text = ""
        """The first 8 KiB, decoded; empty for an archive."""
        if is_archive(document.payload):
            return
        refuse_binary(document.payload, document.uri)
        self.text = decode(replace(document, payload=document.payload[:_HEAD])).text.lstrip("\ufeff \t\r\n")
        self.text = behind_junk(self.text)
        if self.text.startswith("<"):
            name, at = ("html", 0) if _HTML.match(self.text) else prolog(self.text, document.uri)
            prefix, _, local = name.rpartition(":")
            self.root = local.lower()
            spaces = {
                found[1] or "": found[2] for found in _NAMESPACE.finditer(self.text, at, self.text.find(">", at) + 1 or at + 4096)
            }
            self.namespace = spaces.get(prefix, "")
        if self.root in ("html", "body"):
            raise ParseError(Reason.HTML_NOT_FEED, f"{document.uri}: an HTML page, not a feed")

    @cached_property
    def json(self) -> Any:
        """The document as JSON, or None where it is none."""
        if self.text[:1] not in ("{", "["):
            return None
        try:
            return load(self._document)[0]
        except ParseError:
            return None

    def unknown(self) -> ParseError:
        """What to say where no format knows the document."""
        if self.text[:1] in ("{", "["):
            try:
                load(self._document)
            except ParseError as error:
                return error
        begin = f"<{self.root[:40]}> is no root element of" if self.root else f"begins with {self.text[:40]!r}, which is no"
        return ParseError(Reason.NOT_A_FEED, f"{self._document.uri}: {begin} feed or wire format that is known here")
