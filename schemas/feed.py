"""A feed: one subscribable stream of one provider, as the operator wrote it down."""

from collections.abc import Mapping
from dataclasses import field

from newsbeam.schemas.quick import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One `[[feed]]` of feeds.toml, defaults applied: whose documents these are, and what is known of them.

    In a list exactly one of `url` and `path` is set; a pipeline of your own that brings the bytes itself needs neither.

    >>> import newsbeam
    >>> newsbeam.Feed(id="lagoon", provider="Lagoon Daily", home_country="NG", timezone="Africa/Lagos").format
    'auto'
    """

    id: str
    """`[a-z0-9][a-z0-9._-]{0,63}`: names the feed in reports, cursors and dead letters; never shown to a file system."""
    provider: str
    """The organisation that delivers to us; the namespace of its ids."""
    url: str | None = None
    path: str | None = None
    format: str = "auto"
    """A name in `newsbeam.connectors.formats.FORMATS`, or `auto`: decided by content."""
    home_country: str | None = None
    """ISO 3166-1 alpha-2: where the provider is at home."""
    local: bool = False
    """A local outlet: its home country is a prior for the text's focus too (docs/design/dates-and-places.md)."""
    timezone: str | None = None
    """IANA zone of times without one."""
    language: str | None = None
    """BCP 47; breaks ties of the detector."""
    interval_s: int | None = None
    """The operator's polling interval; wins over hints, never over Retry-After (docs/design/fetching.md#when)."""
    ignore_max_age: bool = False
    full_text: bool = False
    guid_scope: str = "feed"
    """`feed` or `provider`: where a guid that is no URL, URN or tag URI is unique."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    auth: str | None = field(default=None, repr=False)
    """The *unresolved* `${ENV}` reference; only the fetch engine resolves it."""
    proxy: str | None = field(default=None, repr=False)
    """An HTTP proxy, its `${ENV}` references as written; None: what `[fetch]` says; `direct`: none."""
    enabled: bool = True
    """Whether it is polled; what was landed of it is worked off all the same."""
    was: str | None = None
    """The id that it had when its first story was told: names of stories are made from it (`feeds rename` writes it)."""
    title: str | None = None
    """For people: what reports show beside the id."""
    tags: tuple[str, ...] = ()
    """The operator's own words, to group feeds by."""
    settle_s: int = 0
    """For a `path`: a file younger than this is left for the next run."""
