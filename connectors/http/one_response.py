"""aiohttp's client protocol, deaf to what a server sends after its response.

Servers send bodies with a 304 (node-feedparser 283) and more bytes than they announce; to a parser of pipelines the surplus
is the next response, and a broken one, so the whole exchange fails. We ask one thing at a time: what the head announces is
the response, the rest is dropped and the connection with it.
"""

import re
from typing import Any

from aiohttp import ClientError, ClientPayloadError
from aiohttp.client_proto import ResponseHandler

_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d\.\d[ \t]+(\d{3})")
_LENGTH = re.compile(rb"\n[Cc][Oo][Nn][Tt][Ee][Nn][Tt]-[Ll][Ee][Nn][Gg][Tt][Hh][ \t]*:[ \t]*(\d{1,18})[ \t]*\r?\n")
_CODED = re.compile(rb"\n[Tt][Rr][Aa][Nn][Ss][Ff][Ee][Rr]-[Ee][Nn][Cc][Oo][Dd][Ii][Nn][Gg][ \t]*:")
_NO_BODY = frozenset((b"204", b"304"))
HEAD_BYTES = 256 * 1024
"""Above this the parser's own limits have long spoken."""
MAX_INTERIM = 16
"""Interim responses (1xx) before the real one. A stream of them would keep the loop busy, and the hosts of others waiting."""


class OneResponse(ResponseHandler):
    """A `ResponseHandler` that hands on exactly one response per request."""

    _head: bytearray | None = None
    """The head as far as it came; None: it is over."""
    _left: int | None = None
    """Bytes of the body still announced; None: the parser finds its end."""
    _interim = 0

    def set_response_params(self, **params: Any) -> None:
        """As in aiohttp: called before each request's response is read."""
        self._head, self._left, self._interim = bytearray(), None, 0
        super().set_response_params(**params)

    def data_received(self, data: bytes) -> None:
        """As in aiohttp, minus the surplus."""
        while self._head is not None and data:
            data = self._read_head(self._head, data)
        if data and self._left is not None:
            data = self._within(data, self._left)
        if not data:
            return
        super().data_received(data)
        # A framing error behind the head closes the connection without telling the reader of the body.
        if self.exception() is not None and self._payload is not None and self._payload.exception() is None:
            self._payload.set_exception(ClientPayloadError("the body's framing is broken"))

    def _read_head(self, head: bytearray, data: bytes) -> bytes:
        """Hand on what belongs to the head, and return what follows it."""
        start = max(len(head) - 3, 0)
        head += data
        end = _END.search(head, start)
        if end is None:
            if len(head) > HEAD_BYTES:
                self._head = None
            super().data_received(data)
            return b""
        cut = len(data) - (len(head) - end.end())
        status = _STATUS.match(head)
        if status is not None and status[1][:1] == b"1" and status[1] != b"101":
            self._head = bytearray()  # an interim response: the real one follows
            self._interim += 1
            if self._interim > MAX_INTERIM:
                return self._refuse(f"more than {MAX_INTERIM} interim responses")
        else:
            self._head = None
            self._left = _announced(bytes(head[: end.end()]), status[1] if status else b"")
        super().data_received(data[:cut])
        return data[cut:]

    def _refuse(self, why: str) -> bytes:
        """End the exchange; nothing that follows is looked at."""
        self._head, self._left = None, 0
        self.set_exception(ClientError(why))
        return b""

    def _within(self, data: bytes, left: int) -> bytes:
        """The part of the data that was announced; what is over ends the connection."""
        if len(data) > left:
            self._should_close = True
            if left == 0 and self.transport is not None:
                self.transport.close()
            data = data[:left]
        self._left = left - len(data)
        return data


def _announced(head: bytes, status: bytes) -> int | None:
    """How many bytes of body follow a head; None: unknown, or the parser's to judge (chunked, contradictory)."""
    if status in _NO_BODY:
        return 0
    lengths = set(_LENGTH.findall(head))
    return int(lengths.pop()) if len(lengths) == 1 and not _CODED.search(head) else None
