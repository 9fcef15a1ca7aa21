"""What a case is made of."""

from collections.abc import Sequence
from typing import NamedTuple

from server import Answer

from hostile import bodies as b


class Case(NamedTuple):
    name: str
    expect: tuple[str, ...]
    answers: tuple[object, ...]
    """Answer, bytes (written as they are, then closed), or (kind, argument) for a way of sending: see the harness."""
    tls: str | None = None
    """The certificate to serve it with; None: plain HTTP."""
    max_requests: int = 1
    """Per poll."""


def C(name: str, expect: str | Sequence[str], *answers: object, tls: str | None = None, requests: int = 1) -> Case:  # noqa: N802 (a table's column head)
    return Case(name, (expect,) if isinstance(expect, str) else tuple(expect), answers, tls, requests)


def ok(body: bytes = b.rss(), status: int = 200, **headers: str) -> Answer:
    return Answer(status, [(k.replace("_", "-"), v) for k, v in headers.items()], body)


def to(location: str, status: int = 302) -> Answer:
    return Answer(status, [("Location", location)])
