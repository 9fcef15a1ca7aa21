"""Language tags as feeds and detectors write them, and as BCP 47 does (RFC 5646)."""

import re
from functools import lru_cache

CODES = {"zh-Hant": "zh", "iw": "he", "no": "nb", "sr-ME": "sr", "in": "id", "jw": "jv", "tl": "fil", "mo": "ro", "sh": "sr"}
"""Older and detectors' own codes in today's BCP 47."""


@lru_cache(maxsize=1024)
def canonical(tag: str | None) -> str | None:
    """A language tag as BCP 47 writes it (RFC 5646, 2.1.1), or None for what is none ("English", "utf-8").

    >>> canonical("en-us"), canonical("ZH_hant_TW"), canonical("iw"), canonical("English")
    ('en-US', 'zh-Hant-TW', 'he', None)
    """
    first, *rest = re.split(r"[-_]", (tag or "").strip())
    if not (first.isascii() and first.isalpha() and 2 <= len(first) <= 3) or any(not part.isalnum() for part in rest):
        return None
    sized = {2: str.upper, 4: str.title}
    lower = first.lower()
    return "-".join([CODES.get(lower, lower), *(sized.get(len(part), str.lower)(part) for part in rest)])


@lru_cache(maxsize=1024)
def primary(tag: str | None) -> str | None:
    """The primary subtag of a BCP 47 tag, lower case, in today's spelling: `en_GB` -> `en`.

    >>> primary("pt-BR"), primary("iw"), primary("no"), primary("")
    ('pt', 'he', 'nb', None)
    """
    if not tag:
        return None
    code = re.split(r"[-_]", tag.strip().lower(), maxsplit=1)[0]
    return CODES.get(code, code) or None
