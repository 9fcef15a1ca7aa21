"""What a status means: what was asked for, or a reason of ours."""

from newsbeam.connectors.http.challenge import is_challenge
from newsbeam.connectors.http.headers import header
from newsbeam.connectors.http.raw_response import RawResponse
from newsbeam.schemas.codes import Reason

_STATUS_REASONS = {
    401: Reason.HTTP_401,
    402: Reason.HTTP_402,
    403: Reason.HTTP_403,
    404: Reason.HTTP_404,
    407: Reason.HTTP_407,
    410: Reason.HTTP_410,
    429: Reason.HTTP_429,
    451: Reason.HTTP_451,
    503: Reason.HTTP_503,
}


def verdict_of(raw: RawResponse, *, conditional: bool) -> tuple[Reason | None, str]:
    """The reason that a status is, or None where it is what was asked for."""
    status = raw.status
    if status == 304:
        return (None, "") if conditional else (Reason.UNEXPECTED_304, "304 to an unconditional request")
    if status in (200, 203, 226):
        return None, ""
    if (header(raw.headers, "cf-mitigated") or "").strip().lower() == "challenge" or (
        status in (403, 429, 503) and is_challenge(raw.wire)
    ):
        return Reason.CHALLENGE, f"a bot wall answered with {status}"
    if status in _STATUS_REASONS:
        return _STATUS_REASONS[status], f"HTTP {status}"
    if 400 <= status < 500:
        return Reason.HTTP_4XX, f"HTTP {status}"
    return (Reason.HTTP_5XX if 500 <= status < 600 else Reason.HTTP_STATUS), f"HTTP {status}"
