"""Embargoes that only the copy itself names: "EMBARGOED UNTIL 0900 GMT, Friday 23 October 2020" (docs/design/wire-copy.md#tellings)."""

import re

from newsbeam.pipeline.process.late_pattern import late

_NAMED = re.compile(
    r"\W{0,5}(?:(?:STRICTLY|Strictly|NOTE TO EDITORS:?|Note to editors:?)\W{1,3}){0,2}(?:EMBARGO(?:ED)?\b|Embargoed (?:until|till|for)\b)"
    r"(?P<rest>[^\n]{0,200})"
)
_FIRST = frozenset("SNE")
"""What `_NAMED` begins with, but for marks."""
_UNTIL = late(r"\b(?:until|till|to|for release(?: at| on)?|not before)\b:?\s*(?P<end>[^.\n]{4,80})", re.IGNORECASE)
_NOON = re.compile(r"\b12 ?noon\b|\bnoon\b", re.IGNORECASE)
_MIDNIGHT = re.compile(r"\b(?:0001|00[.:]01|midnight)\b", re.IGNORECASE)
_MILITARY = re.compile(r"\b(\d{2})(\d{2})(?= ?(?:hrs|hours|h|GMT|UTC|BST|IST|PKT|CET|EST|,| on\b))", re.IGNORECASE)
_WORDS = re.compile(r"\b(?:hrs|hours|on|at|local time)\b|(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_CLOCK_FIRST = late(
    r"(?P<clock>\d{1,2}[:.]\d{2}(?: ?[AaPp]\.?[Mm]\.?)?)\s*(?P<zone>[A-Z]{2,4})?\s*,?\s*(?P<day>(?:[A-Za-z]{3,9},? )?(?:\d{1,2} [A-Za-z]{3,9}|[A-Za-z]{3,9} \d{1,2}),? \d{4})"
)


def printed_end(*texts: str | None) -> str | None:
    """The end that one of `texts` names for an embargo, as a time to be parsed; "" for one without; None: no embargo.

    >>> printed_end("EMBARGOED UNTIL 0900 GMT, Friday 23 October 2020")
    'Friday 23 October 2020 09:00 GMT'
    >>> printed_end("An oil embargo was lifted."), printed_end("EMBARGOED")
    (None, '')
    """
    for text in texts:
        # One letter tells nearly every text from all that name one.
        match = _NAMED.match(text) if text and (text[0] in _FIRST or not text[0].isalnum()) else None
        if match is None:
            continue
        until = _UNTIL.search(text or "", match.start())
        return _as_time(until["end"]) if until else ""
    return None


def _as_time(end: str) -> str:
    end = _MILITARY.sub(r"\1:\2", _MIDNIGHT.sub("00:01", _NOON.sub("12:00", end)))
    end = " ".join(_WORDS.sub(" ", end).split()).strip(" ,")
    match = _CLOCK_FIRST.search(end)
    if match is None:
        return end
    return " ".join(filter(None, (match["day"], match["clock"].replace(".", ":"), match["zone"])))
