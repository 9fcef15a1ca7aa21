"""`[fetch]` of feeds.toml: every limit of the fetch engine, in its unit. The defaults are docs/design/fetching.md#limits."""

from newsbeam.schemas.quick import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """What a poll may cost us and the servers. Seconds end in `_s`, sizes in `_bytes`."""

    contact: str | None = None
    """A URL or address at which a publisher reaches the operator: sent in the User-Agent, required from ten remote hosts on."""
    allow_hosts: frozenset[str] = frozenset()
    """Exact `host:port` that may have a private address (intranets, tests)."""
    ca_file: str | None = None
    """A PEM file of further authorities to trust (intranets, tests); certificates are always verified."""
    proxy: str | None = None
    """An HTTP proxy's URL, credentials as `${ENV}`; a feed's own `proxy` wins. The environment's proxies are never used."""
    # time
    connect_timeout_s: float = 10.0
    read_timeout_s: float = 15.0
    """Between two reads."""
    total_timeout_s: float = 60.0
    """Of the whole exchange: redirects and body included."""
    dns_timeout_s: float = 5.0
    # size
    max_wire_bytes: int = 10 * 1024 * 1024
    max_body_bytes: int = 20 * 1024 * 1024
    """After content decoding."""
    max_ratio: int = 200
    """Decoded over wire bytes, asked once the body is over 1 MiB."""
    max_header_bytes: int = 64 * 1024
    max_header_fields: int = 200
    max_redirects: int = 10
    max_file_bytes: int = 256 * 1024 * 1024
    """Of one file of a `path` feed."""
    # politeness
    max_in_flight: int = 64
    host_delay_s: float = 1.0
    """Between the starts of two requests to one host; after an answer of t seconds at least 2 t."""
    host_delay_factor: float = 2.0
    max_host_delay_s: float = 30.0
    default_interval_s: int = 3600
    min_interval_s: int = 300
    max_interval_s: int = 24 * 3600
    recheck_304_days: int = 0
    """After so many days of nothing but 304 from a feed that should have published, ask once without validators; 0: never."""
    robots_feeds: str = "warn"
    """`warn` (an operator listed them: reported only) or `obey`."""
    robots_pages: str = "obey"
    max_crawl_delay_s: float = 120.0
    # pages
    max_pages: int = 200
    """Article pages followed per feed and poll, newest first."""


REMOTE_HOSTS_WITHOUT_CONTACT = 9
"""From the tenth remote host on, a contact is required (docs/design/fetching.md#politeness)."""
