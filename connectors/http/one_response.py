"""One response out of the bytes of a connection, as h11 can read it, and deaf to what a server sends after it.

Servers send empty lines before the status line, `Transfer-Encoding: identity` and spaces before a colon, which h11 refuses, and bodies
with a 304 (node-feedparser 283) or more bytes than they announce, which are the next response to it. We ask one thing at
a time: what the head announces is the response, the rest is dropped and the connection with it.
"""

import re

from httpcore2 import RemoteProtocolError

from newsbeam.connectors.http.limits import FetchLimits

_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d\.\d[ \t]+(\d{3})")
_LENGTH = re.compile(rb"\n[Cc][Oo][Nn][Tt][Ee][Nn][Tt]-[Ll][Ee][Nn][Gg][Tt][Hh][ \t]*:[ \t]*(\d{1,18})[ \t]*\r?\n")
_CODINGS = re.compile(rb"(?i)\ntransfer-encoding:([^\r\n]*)\r?(?=\n)")
_FIRST_FOLD = re.compile(rb"\A([^\n]*\n)[ \t]+")
_SPACED_NAME = re.compile(rb"\n([^\s:]+)[ \t]+:")
_LAST_CHUNK = b"0\r\n\r\n"
_PROTOCOL = b"HTTP/"
_NO_BODY = frozenset((b"204", b"304"))
EMPTY_LINES_BYTES = 1024
STATUS_LINE_BYTES = 16 * 1024
FIELD_BYTES = 32 * 1024
MAX_INTERIM = 16
"""Interim responses (1xx) before the real one. A stream of them would keep the loop busy, and the hosts of others waiting."""


class OneResponse:
    """What belongs to the response of one request; `begin` before each."""

    def __init__(self, limits: FetchLimits) -> None:
        self._most_bytes = limits.max_header_bytes + STATUS_LINE_BYTES
        self._most_fields = limits.max_header_fields
        self.begin()

    def begin(self) -> None:
        """A request was sent."""
        self._head: bytearray | None = bytearray()
        """The head as far as it came; None: it is over."""
        self._left: int | None = None
        """Bytes of the body still announced; None: h11 finds its end."""
        self._chunked = False
        self._tail = b""
        self._empty = 0
        self._interim = 0
        self._surplus = False

    @property
    def is_head_over(self) -> bool:
        """Whether the response, though perhaps not its body, is there."""
        return self._head is None

    @property
    def is_over(self) -> bool:
        """Whether nothing of this response can still lie about: the connection may carry another."""
        return self._head is None and not self._surplus and (not self._left if not self._chunked else self._tail == _LAST_CHUNK)

    def take(self, data: bytes) -> bytes:
        """The part of what was received that is to be handed on now. Raises RemoteProtocolError."""
        found = b""
        while data and self._head is not None:
            piece, data = self._read_head(self._head, data)
            found += piece
        if data and self._left is not None:
            data = self._within(data, self._left)
        elif self._chunked and data:
            self._tail = (self._tail + data)[-len(_LAST_CHUNK) :]
        return found + data if found else data

    def _read_head(self, head: bytearray, data: bytes) -> tuple[bytes, bytes]:
        """(what is to be handed on, what follows the head)."""
        if not head:
            empty = len(data) - len(data := data.lstrip(b"\r\n"))
            self._empty += empty
            if self._empty > EMPTY_LINES_BYTES:
                raise RemoteProtocolError("nothing but empty lines")
            if not data:
                return b"", b""
        start = max(len(head) - 3, 0)
        head += data
        if not head.startswith(_PROTOCOL[: len(head)]):
            raise RemoteProtocolError(f"a response begins with HTTP/, not {bytes(head[:20])!r}")
        end = _END.search(head, start)
        if end is None:
            if len(head) > self._most_bytes or head.count(b"\n") > self._most_fields + 1:
                raise self._too_large(head)
            return b"", b""
        whole, rest = bytes(head[: end.end()]), bytes(head[end.end() :])
        self._check(whole)
        status = _STATUS.match(whole)
        code = status[1] if status is not None else b""
        if code[:1] == b"1" and code != b"101":
            self._head = bytearray()  # an interim response: the real one follows
            self._interim += 1
            if self._interim > MAX_INTERIM:
                raise RemoteProtocolError(f"more than {MAX_INTERIM} interim responses")
            return whole, rest
        self._head = None
        return self._framed(whole, code), rest

    def _check(self, head: bytes) -> None:
        """Raises RemoteProtocolError where a head is larger than we read."""
        if head.count(b"\n") > self._most_fields + 2 or len(head) > self._most_bytes:
            raise self._too_large(head)
        if len(head) > STATUS_LINE_BYTES:
            first, *fields = head.split(b"\n")
            if len(first) > STATUS_LINE_BYTES or any(len(field) > FIELD_BYTES for field in fields):
                raise RemoteProtocolError(f"a line of the head is over {FIELD_BYTES} bytes")

    def _too_large(self, head: bytes | bytearray) -> RemoteProtocolError:
        lines = head.count(b"\n")
        return RemoteProtocolError(f"a head of {len(head)} bytes and {lines} lines is more than is read")

    def _framed(self, head: bytes, code: bytes) -> bytes:
        """The head as h11 reads it: names without a space behind, one coding or none. How long the body is, where that is told."""
        head = _SPACED_NAME.sub(rb"\n\1:", _FIRST_FOLD.sub(rb"\1", head))
        values = _CODINGS.findall(head)
        codings = {coding for value in values for part in value.split(b",") if (coding := part.strip().lower())} - {b"identity"}
        if values and (not codings or b"chunked" in codings):
            head = _CODINGS.sub(b"", head)
            if codings:  # what else is named there is a content encoding out of place, and found by its magic
                first, line_end, rest = head.partition(b"\n")
                head = first + line_end + b"Transfer-Encoding: chunked\r\n" + rest
        if code in _NO_BODY:
            self._left = 0
        elif codings:
            self._chunked = True
        else:
            lengths = set(_LENGTH.findall(head))
            self._left = int(lengths.pop()) if len(lengths) == 1 else None
        return head

    def _within(self, data: bytes, left: int) -> bytes:
        """The part of the data that was announced."""
        self._surplus = self._surplus or len(data) > left
        data = data[:left]
        self._left = left - len(data)
        return data
