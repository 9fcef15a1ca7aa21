"""Closed vocabularies. A value that is not here cannot reach a row, a report or a path.

IPTC's words come first (pubStatus, Media Topics), then schema.org's, then ours; the glossary is `schemas/README.md`.
"""

from enum import StrEnum

UNKNOWN_COUNTRY = "ZZ"
"""ISO 3166-1 leaves ZZ to users and CLDR reads it as "unknown region"."""


class PubStatus(StrEnum):
    """NewsML-G2 pubStatus (NewsCodes scheme `stat:`)."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


class RevisionKind(StrEnum):
    """What a telling is to the one before it (docs/design/wire-copy.md#tellings)."""

    ORIGINAL = "original"
    UPDATE = "update"
    CORRECTION = "correction"
    REFILE = "refile"
    REPEAT = "repeat"
    ADVISORY = "advisory"
    KILL = "kill"


class IdBasis(StrEnum):
    """What a `story_id` was made from, strongest first (docs/design/keys.md#ids)."""

    AGENCY = "agency"
    GUID = "guid"
    GUID_EXACT = "guid_exact"
    """As `guid`, and nothing is left out of it: the feed's guids differ in their fragments or in a tracker's value alone."""
    URL_ID = "url_id"
    CANONICAL_URL = "canonical_url"
    URL_EXACT = "url_exact"
    """As `canonical_url`, of a feed whose links differ in what canonical addresses leave out."""
    LINK_TITLE = "link_title"
    """Address and headline: of a feed that gives its entries new guids at every request."""
    HEADLINE_DAY = "headline_day"
    TEXT = "text"


class ClusterRelation(StrEnum):
    """How a member's text stands to its cluster's first story."""

    SAME = "same"
    NEAR = "near"
    CONTAINS = "contains"
    CONTAINED_IN = "contained_in"


class CountryBasis(StrEnum):
    """Which evidence gave `story_country`, strongest first (docs/design/dates-and-places.md#the-country)."""

    DATELINE = "dateline"
    EVENT = "event"
    TEXT = "text"
    LOCATED = "located"
    PROVIDER = "provider"
    NONE = "none"


class CountryRole(StrEnum):
    """What a country is to a story; never merged, so that another rule is one SQL expression away."""

    DATELINE = "dateline"
    EVENT = "event"
    FOCUS = "focus"
    MENTIONED = "mentioned"
    LOCATED = "located"
    PROVIDER = "provider"


class LanguageBasis(StrEnum):
    """Where `language` comes from."""

    DECLARED = "declared"
    DETECTED = "detected"
    FEED = "feed"
    NONE = "none"


class Precision(StrEnum):
    """How fine a printed time is."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"


class ZoneBasis(StrEnum):
    """Where a time's zone comes from: an offset, a name that we resolved, the feed's zone, or nothing (UTC assumed)."""

    EXPLICIT = "explicit"
    NAMED = "named"
    FEED = "feed"
    ASSUMED = "assumed"


class DateBasis(StrEnum):
    """What the partition's date was taken from."""

    FIRST_CREATED = "first_created"
    FETCHED = "fetched"


class EntryOutcome(StrEnum):
    """How an entry ended. Every entry seen has exactly one (the conservation law, docs/design/publishing.md#the-sums)."""

    NEW = "new"
    REVISION = "revision"
    DUPLICATE = "duplicate"
    HELD = "held"
    DEAD_LETTER = "dead_letter"
    ITEM_LIMIT = "item_limit"


class FeedOutcome(StrEnum):
    """How one poll of a feed ended."""

    OK = "ok"
    UNCHANGED = "unchanged"
    NOT_MODIFIED = "not_modified"
    SOFT = "soft"
    HARD = "hard"
    GONE = "gone"
    BLOCKED = "blocked"
    SKIPPED = "skipped"


class Stage(StrEnum):
    """The stages that may refuse an entry (the `stage` of a dead letter)."""

    READ = "read"
    PARSE = "parse"
    NORMALISE = "normalise"
    WRITE = "write"


class Reason(StrEnum):
    """Why a poll failed or an entry was refused (docs/design/fetching.md#reasons). Closed: a new reason is a line here and in the data dictionary."""

    # soft: the feed is tried again
    TIMEOUT = "timeout"
    CONNECT = "connect"
    DNS = "dns"
    DNS_TEMP = "dns_temp"
    TLS = "tls"
    PROTOCOL = "protocol"
    TRUNCATED = "truncated"
    DECODE = "decode"
    TOO_LARGE = "too_large"
    EMPTY_BODY = "empty_body"
    UNEXPECTED_304 = "unexpected_304"
    BAD_REDIRECT = "bad_redirect"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    HTTP_STATUS = "http_status"
    HTTP_4XX = "http_4xx"
    HTTP_5XX = "http_5xx"
    HTTP_403 = "http_403"
    HTTP_404 = "http_404"
    HTTP_429 = "http_429"
    HTTP_503 = "http_503"
    CHALLENGE = "challenge"
    HTML_NOT_FEED = "html_not_feed"
    NOT_A_FEED = "not_a_feed"
    DTD_FORBIDDEN = "dtd_forbidden"
    TOO_DEEP = "too_deep"
    TOO_COMPLEX = "too_complex"
    PARSE_TIMEOUT = "parse_timeout"
    PARSE_ERROR = "parse_error"
    DISK = "disk"
    # hard: the operator is needed
    HTTP_401 = "http_401"
    HTTP_402 = "http_402"
    HTTP_407 = "http_407"
    HTTP_451 = "http_451"
    BAD_CONFIG = "bad_config"
    # gone, blocked
    HTTP_410 = "http_410"
    SSRF_ADDRESS = "ssrf_address"
    BAD_SCHEME = "bad_scheme"
    ROBOTS = "robots"
    # entries and documents
    EMPTY_ITEM = "empty_item"
    EMPTY_DOCUMENT = "empty_document"
    NO_ENTRIES = "no_entries"
    UNKNOWN_FORMAT = "unknown_format"
    NOT_A_STORY = "not_a_story"
    BAD_URL = "bad_url"
    FIELD_TOO_LONG = "field_too_long"
    ITEM_LIMIT = "item_limit"
    SCHEMA = "schema"
    BUG = "bug"
    CORRUPT_RECORD = "corrupt_record"


class Flag(StrEnum):
    """`quality_flags`: what a reader should know before trusting a row. The row is kept."""

    DATE_MISSING = "date_missing"
    DATE_SUSPECT = "date_suspect"
    DATE_UNPARSED = "date_unparsed"
    WEEKDAY_WRONG = "weekday_wrong"
    ZONE_UNKNOWN = "zone_unknown"
    DATELINE_DATE_MISMATCH = "dateline_date_mismatch"
    ENCODING_REPAIRED = "encoding_repaired"
    MOJIBAKE_RECOVERED = "mojibake_recovered"
    BIDI_REMOVED = "bidi_removed"
    MALFORMED_FEED = "malformed_feed"
    HEADLINE_CUT = "headline_cut"
    TEXT_CUT = "text_cut"
    GUID_CUT = "guid_cut"
    BAD_URL = "bad_url"
    HEADLINE_MISSING = "headline_missing"
    BOILERPLATE_CUT = "boilerplate_cut"
    LANGUAGE_MISMATCH = "language_mismatch"
    BAD_COUNTRY = "bad_country"
    HISTORIC_PLACE = "historic_place"
    UNTAGGED = "untagged"
    PAGE_REFUSED = "page_refused"
    PAGE_WALLED = "page_walled"
    PAGE_BLOCKED_ROBOTS = "page_blocked_robots"
    EMBARGO_LIFTED = "embargo_lifted"
    PURGED = "purged"
