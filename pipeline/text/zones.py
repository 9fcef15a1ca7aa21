"""Zone names as printed in wire copy. A name means what it means where the provider is at home (`IST`, `PST`, `CST`, `BST`)."""

from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from newsbeam.pipeline.process.late_pattern import late

UTC_NAMES = frozenset({"UTC", "GMT", "Z", "UT", "ZULU"})

_ANYWHERE: dict[str, str | int] = {
    "PKT": "Asia/Karachi", "AFT": 270, "NPT": 345, "SLST": 330, "BTT": 360, "MVT": 300, "MMT": 390, "ICT": 420, "WIB": 420,
    "WITA": 480, "WIT": 540, "SGT": 480, "MYT": 480, "HKT": 480, "PHT": 480, "JST": 540, "KST": 540, "ULAT": 480, "UZT": 300,
    "TMT": 300, "TJT": 300, "KGT": 360, "ALMT": 300, "GET": 240, "AZT": 240, "IRST": 210, "IRDT": 270, "TRT": 180, "MSK": 180,
    "MSD": 240, "SAMT": 240, "YEKT": 300, "OMST": 360, "KRAT": 420, "NOVT": 420, "IRKT": 480, "YAKT": 540, "VLAT": 600, "EET": 120,
    "EEST": 180, "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120, "MET": 60, "MEST": 120, "WET": 0, "WEST": 60, "WAT": 60,
    "CAT": 120, "EAT": 180, "SAST": 120, "IDT": 180, "NZST": 720, "NZDT": 780, "FJT": 720, "AEST": 600, "AEDT": 660, "ACST": 570,
    "ACDT": 630, "AWST": 480, "CHST": 600, "HST": -600, "HAST": -600, "AKST": -540, "AKDT": -480, "PDT": -420, "MDT": -360,
    "EDT": -240, "ADT": -180, "NST": -210, "NDT": -150, "BRT": -180, "BRST": -120, "ART": -180, "CLT": -240, "CLST": -180,
    "COT": -300, "PET": -300, "VET": -240, "BOT": -240, "UYT": -180, "PYT": -240, "PYST": -180, "GYT": -240, "ISR": "Asia/Jerusalem",
    "HAEC": 120, "HNEC": 60, "МСК": 180, "MCK": 180,
}  # fmt: skip
"""Minutes east of UTC, or an IANA zone."""

_BY_COUNTRY: dict[str, dict[str, str | int]] = {
    "IST": {"IN": 330, "IL": "Asia/Jerusalem", "IE": "Europe/Dublin", "LK": 330},
    "PST": {"PK": 300, "PH": 480, "US": -480, "CA": -480, "MX": -480},
    "BST": {"GB": 60, "BD": 360, "IE": 60},
    "BDT": {"BD": 360, "BN": 480},
    "CST": {"CN": 480, "TW": 480, "HK": 480, "MO": 480, "CU": -300, "US": -360, "CA": -360, "MX": -360, "AU": 570},
    "CDT": {"CU": -240, "US": -300, "CA": -300, "MX": -300, "AU": 630},
    "EST": {"AU": 600, "US": -300, "CA": -300, "JM": -300},
    "WST": {"AU": 480, "WS": 780},
    "MST": {"MY": 480, "MM": 390, "US": -420, "CA": -420, "MX": -420},
    "SST": {"SG": 480, "WS": -660, "AS": -660},
    "AST": {"SA": 180, "KW": 180, "BH": 180, "QA": 180, "IQ": 180, "YE": 180, "CA": -240, "TT": -240, "PR": -240, "BB": -240},
    "GST": {"AE": 240, "OM": 240, "GU": 600},
    "AMT": {"AM": 240, "BR": -240},
    "ECT": {"EC": -300},
    "SLT": {"LK": 330},
    "KST": {"KP": 540, "KR": 540},
    "ET": {"US": "America/New_York", "CA": "America/Toronto"},
    "CT": {"US": "America/Chicago"},
    "MT": {"US": "America/Denver"},
    "PT": {"US": "America/Los_Angeles"},
    "EST5EDT": {"US": "America/New_York"},
    "CST6CDT": {"US": "America/Chicago"},
    "MST7MDT": {"US": "America/Denver"},
    "PST8PDT": {"US": "America/Los_Angeles"},
    "HAE": {"CA": -240},
    "HNE": {"CA": -300},
}
_USUAL = {
    "BST": "GB",
    "CST": "US",
    "CDT": "US",
    "EST": "US",
    "PST": "US",
    "MST": "US",
    "GST": "AE",
    "ET": "US",
    "CT": "US",
    "MT": "US",
    "PT": "US",
    "EST5EDT": "US",
    "CST6CDT": "US",
    "MST7MDT": "US",
    "PST8PDT": "US",
    "BDT": "BD",
    "SLT": "LK",
}
"""What RFC 822 and common use mean where the provider's country has no meaning of its own for the name.

`IST`, `AST` and the rest are left out: half of their readers would be wrong.
"""


BEHIND = late(r"\(?\b(?!AM\b|PM\b)[A-ZА-Я]{2,5}\b\)?$")
"""A zone's name behind a time of figures: `24.11.2026 09:00 (MSK)`."""


@lru_cache(maxsize=1024)
def named(name: str, country: str | None) -> tzinfo | None:
    """The zone that `name` means for a provider at home in `country` (alpha-2); None where it means nothing we know.

    >>> str(named("PST", "PK")), str(named("IST", "IN")), named("IST", None), named("XQT", "PK")
    ('UTC+05:00', 'UTC+05:30', None, None)
    """
    key = name.upper().strip(".")
    if key in UTC_NAMES:
        return UTC
    meanings = _BY_COUNTRY.get(key)
    if meanings is not None:
        meaning = meanings.get(country or "") or meanings.get(_USUAL.get(key, ""))
        return _zone(meaning) if meaning is not None else None
    anywhere = _ANYWHERE.get(key)
    return _zone(anywhere) if anywhere is not None else None


def is_zone(name: str) -> bool:
    """Whether `name` is a zone's, though it may take a country to know which."""
    key = name.upper().strip(".")
    return key in UTC_NAMES or key in _BY_COUNTRY or key in _ANYWHERE


@lru_cache(maxsize=256)
def iana(name: str | None) -> tzinfo | None:
    """The feed's own zone, or None where it has none that this machine knows."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _zone(meaning: str | int) -> tzinfo | None:
    return iana(meaning) if isinstance(meaning, str) else timezone(timedelta(minutes=meaning))
