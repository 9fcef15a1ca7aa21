"""Addresses in lists of others: which can be a feed's, why not, and whose they are."""

import re
from urllib.parse import urlsplit

from newsbeam.connectors.catalog.checks import CHECKS
from newsbeam.connectors.http.redact import redact_written, references

SERVERS = frozenset(
    {
        "feedburner.com", "feedproxy.google.com", "news.google.com", "feedblitz.com", "rss.app", "fetchrss.com", "politepol.com", "politepaul.com",
        "rsshub.app", "openrss.org", "medium.com", "youtube.com", "reddit.com", "t.me", "nitter.net", "feed43.com", "morss.it", "kill-the-newsletter.com",
    }
)  # fmt: skip
"""Hosts that serve the feeds of many houses: nobody's provider."""


def as_http(url: str) -> str:
    """The address that a feed reader's own scheme means: `feed://host/rss`, `feed:https://host/rss`.

    >>> as_http("feed://a.example/rss"), as_http("feed:https://a.example/rss"), as_http("https://a.example/rss")
    ('http://a.example/rss', 'https://a.example/rss', 'https://a.example/rss')
    """
    found = re.match(r"(?i)feed:(?:(?=https?://)|(//))", url)
    return url if found is None else ("http://" if found[1] else "") + url[found.end() :]


def why_no_feed(url: str) -> str | None:
    """Why a list's address can be no feed's here, or None."""
    if not url:
        return "has no address"
    if references(url):
        return "has ${...} in it, which would be read from your environment"
    return CHECKS["url"](url)


def shown(title: str, url: str) -> str:
    """What a line calls a list's feed by: its title, else its address; of either no password.

    >>> shown("Harbour", "https://u:p@a.example/rss"), shown("", "https://u:p@a.example/rss")
    ('Harbour', 'https://***@a.example/rss')
    """
    return (title if title and title != url and "://" not in title else redact_written(title or url))[:80]


def usable(url: str) -> bool:
    """Whether a list's address can be a feed's: http or https, without credentials or references in it."""
    return why_no_feed(url) is None


def provider_of(url: str, page: str | None) -> str | None:
    """A provider's name where the list gives none: the site's host, for many feeds are served by somebody else's; None where that is all."""
    for one in (page, url):
        if one and usable(one) and (host := registrable_host(one)) and not _serves_many(host):
            return host
    return None


def _serves_many(host: str) -> bool:
    return host in SERVERS or any(host.endswith(f".{one}") for one in SERVERS)


def registrable_host(url: str) -> str:
    """The host without `www.`, `feeds.` or `rss.`, where more than a name is left."""
    host = urlsplit(url).hostname or url
    return re.sub(r"^(?:www\d?|feeds?\d?|rss|m)\.(?=[^.]+\.)", "", host)
