"""JSON of strangers: decoded, loaded within bounds, and every string of it fit to be written down again."""

import json
import re
from typing import Any

from newsbeam.connectors.formats.decode import decode
from newsbeam.connectors.formats.prescan import refuse_binary, refuse_swarm
from newsbeam.schemas.codes import Flag, Reason
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import ParseError

MAX_OBJECTS = 1_000_000
"""Objects and lists of one document."""
_NEXT_LINE = re.compile(r"\}[ \t]{0,20}\r?\n\s{0,20}\{")
_LAST_COMMA = re.compile(r",(?=\s{0,100}[}\]])")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


def load(document: Document) -> tuple[Any, tuple[str, ...]]:
    """(value, flags). Raises ParseError: `empty_document`, `not_a_feed` (binary), `too_deep`, `parse_error`.

    Half a surrogate pair becomes U+FFFD and raises `encoding_repaired`: no file could hold it.
    """
    refuse_binary(document.payload, document.uri)
    text, flags, _ = decode(document)
    refuse_swarm(text, ("{", "["), MAX_OBJECTS, document.uri)
    try:
        value, mended = _read(text.strip("\ufeff\0 \t\r\n"))
        flags = (*flags, Flag.MALFORMED_FEED.value) if mended else flags
    except RecursionError:
        raise ParseError(Reason.TOO_DEEP, f"{document.uri}: JSON nested too deep to be read") from None
    except ValueError as error:  # JSONDecodeError, and integers of over 4,300 digits
        raise ParseError(Reason.PARSE_ERROR, f"{document.uri}: not JSON: {str(error)[:200]}") from None
    if _SURROGATE.search(text):
        try:
            value, mended = _whole(value)
        except RecursionError:
            raise ParseError(Reason.TOO_DEEP, f"{document.uri}: JSON nested too deep to be mended") from None
        if mended and Flag.ENCODING_REPAIRED.value not in flags:
            flags = (*flags, Flag.ENCODING_REPAIRED.value)
    return value, flags


def _read(text: str) -> tuple[Any, bool]:
    """(the value, or those of JSON Lines; whether commas behind the last of a list or an object had to be left out)."""
    try:
        return json.loads(text, strict=False), False
    except ValueError:
        if text[:1] == "{" and _NEXT_LINE.search(text) and (found := _lines(text)) is not None:
            return found, False
        if (shorter := without_last_commas(text)) == text:
            raise
        return json.loads(shorter, strict=False), True


def without_last_commas(text: str) -> str:
    """JSON without the commas behind the last of a list or an object, which JavaScript allows."""
    return _LAST_COMMA.sub("", text)


def _lines(text: str) -> list[Any] | None:
    """The objects of JSON Lines; None where a line is none."""
    try:
        return [json.loads(line, strict=False) for line in text.split("\n") if line.strip()]
    except ValueError:
        return None


def text_of(value: Any) -> str | None:
    """A JSON value as the text that it was sent as; None for null, empty, objects and lists."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return str(value)


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list, whatever else stands in it; an object alone is a list of one."""
    if isinstance(value, dict):
        return [value]
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _whole(value: Any) -> tuple[Any, bool]:
    if isinstance(value, str):
        if value.isascii():
            return value, False
        right = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return right, right != value
    if isinstance(value, list):
        pairs = [_whole(one) for one in value]
        return [one for one, _ in pairs], any(mended for _, mended in pairs)
    if isinstance(value, dict):
        found = {key: _whole(one) for key, one in value.items()}
        return {key: one for key, (one, _) in found.items()}, any(mended for _, mended in found.values())
    return value, False
