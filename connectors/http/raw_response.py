"""What the wire brings: a response as received, or why there is none. Apart from the wire, whose libraries take 0.1 s to load."""

import logging

from newsbeam.connectors.http.headers import Headers
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.errors import NewsbeamError
from newsbeam.schemas.quick import dataclass


class WireError(NewsbeamError):
    """The request brought no usable response: a reason code and one line."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class RawResponse:
    """A response as received: the body still content-encoded."""

    status: int
    headers: Headers
    wire: bytes = b""


for _name in ("httpx2", "httpcore2"):  # they log addresses and header fields, and those hold secrets (K1)
    logging.getLogger(_name).setLevel(logging.WARNING)
