"""How long to keep what lies beside the rows, as `[retention]` of the feed list or the words of `prune` have it."""

import re
from datetime import timedelta

from newsbeam.schemas.quick import dataclass

AGE_PATTERN = r"^0*[1-9]\d{0,4}[dwmy]$"
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long to keep each; None: for ever."""

    runs: timedelta | None = None
    """Reports of runs."""
    landing: timedelta | None = None
    """Landed bytes."""
    dead_letters: timedelta | None = None
    """Days of dead letters that are all resolved."""


def age(text: str) -> timedelta:
    """`30d`, `8w`, `6m` (of thirty days), `2y`; no less than a day. Raises ValueError.

    >>> age("8w").days
    56
    """
    if re.fullmatch(AGE_PATTERN, text) is None:
        raise ValueError(f"{text!r} is no age; write it like 30d, 8w, 6m or 2y")
    return timedelta(days=int(text[:-1]) * _DAYS[text[-1]])
