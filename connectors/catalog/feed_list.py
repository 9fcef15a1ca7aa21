"""The feed list: feeds.toml (or OPML) to `Feed`s, every error with file, line, key, and the way out."""

import hashlib
import re
import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from newsbeam.connectors.catalog.checks import CHECKS
from newsbeam.connectors.catalog.keys import ALERT_KEYS, FEED_KEYS, FETCH_KEYS, RETENTION_KEYS
from newsbeam.connectors.catalog.page import LONGEST_S, Page, checked
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.http.proxy import proxy_fault
from newsbeam.schemas.alerts import Hook
from newsbeam.schemas.errors import ConfigError
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.quick import dataclass
from newsbeam.schemas.retention import Retention, age

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """A feed list as read: defaults applied, every value checked."""

    feeds: tuple[Feed, ...]
    fetch: FetchLimits
    contact: str | None
    alerts: Hook | None = None
    retention: Retention = field(default_factory=Retention)
    """What `prune` takes where its words say nothing."""
    config_hash: str
    """16 hex digits of the file's bytes: the same list, the same hash."""


def load_catalog(path: Path) -> Catalog:
    """Read a feed list: OPML where the file is XML, else TOML. Raises ConfigError."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: no such file; `newsbeam feeds import LIST.opml > {path}` makes one, --feeds names another"
        ) from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    mark = hashlib.sha256(raw).hexdigest()[:16]
    if text.lstrip().startswith("<"):
        from newsbeam.connectors.catalog.opml import feeds_from_opml

        return Catalog(feeds=feeds_from_opml(raw, str(path)), fetch=FetchLimits(), contact=None, config_hash=mark)
    return _read_toml(path, text, mark)


def _read_toml(path: Path, text: str, mark: str) -> Catalog:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = line[1] if line else len(text.splitlines())
        raise ConfigError(f"{path}:{where}: not TOML: {error}") from None
    except RecursionError:
        raise ConfigError(f"{path}: nested too deep; no key holds more than a list of texts") from None
    page = Page(path, text)
    page.refuse_unknown(found, ("alerts", "contact", "defaults", "feed", "fetch", "retention"), ())
    tables = found.get("feed", [])
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise page.error((), "feed", "is not a list of tables; write each feed under its own [[feed]]")
    for section in ("alerts", "defaults", "fetch", "retention"):
        if not isinstance(found.get(section, {}), dict):
            raise page.error((), section, f"is not a table; write [{section}] and its keys below")
    defaults = checked(page, found.get("defaults", {}), {k: v for k, v in FEED_KEYS.items() if v.default_too}, ("defaults",))
    fetch = _limits(page, found)
    feeds = tuple(_feed(page, number, defaults, table, fetch.proxy) for number, table in enumerate(tables))
    _refuse_doubles(page, feeds)
    return Catalog(
        feeds=feeds,
        fetch=fetch,
        contact=fetch.contact,
        alerts=_hook(page, found),
        retention=_retention(page, found),
        config_hash=mark,
    )


def _limits(page: Page, found: Mapping[str, Any]) -> FetchLimits:
    values = checked(page, found.get("fetch", {}), FETCH_KEYS, ("fetch",))
    if "contact" in found:
        if "contact" in values:
            raise page.error(("fetch",), "contact", "is set twice; keep the one at the top")
        if not isinstance(found["contact"], str) or not found["contact"].strip():
            raise page.error((), "contact", 'is no text; write contact = "mailto:you@example.org"')
        values["contact"] = found["contact"]
    contact = values.get("contact")
    if contact is not None and (not contact.isascii() or not contact.isprintable() or any(c in contact for c in "();")):
        raise page.error(("fetch",) if "contact" not in found else (), "contact", "must be plain ASCII without ( ) ;")
    if (proxy := values.get("proxy")) is not None and (fault := proxy_fault(proxy)) is not None:
        raise page.error(("fetch",), "proxy", fault)
    if "allow_hosts" in values:
        values["allow_hosts"] = frozenset(one.lower() for one in values["allow_hosts"])
    if values.get("ca_file"):
        values["ca_file"] = str(page.path.parent / values["ca_file"])
        if not Path(values["ca_file"]).is_file():
            raise page.error(
                ("fetch",), "ca_file", f"{values['ca_file']}: no such file; name a bundle of certificates (PEM), or drop it"
            )
        if (fault := _bundle_fault(values["ca_file"])) is not None:
            raise page.error(
                ("fetch",), "ca_file", f"{values['ca_file']}: {fault}; name a bundle of certificates (PEM), or drop it"
            )
    return FetchLimits(**values)


def _bundle_fault(path: str) -> str | None:
    import ssl

    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:  # of which SSLError is one
        return f"has no certificate that can be read ({error.strerror or error})"
    return None


def _hook(page: Page, found: Mapping[str, Any]) -> Hook | None:
    values = checked(page, found.get("alerts", {}), ALERT_KEYS, ("alerts",))
    if not values:
        return None
    command = values.get("command", ())
    try:
        words = tuple(shlex.split(command) if isinstance(command, str) else command)
    except ValueError as error:
        raise page.error(("alerts",), "command", f"cannot be read as words: {error}") from None
    return Hook(command=words, webhook=values.get("webhook"))


def _retention(page: Page, found: Mapping[str, Any]) -> Retention:
    values = checked(page, found.get("retention", {}), RETENTION_KEYS, ("retention",))
    return Retention(**{name: age(text) for name, text in values.items()})


def _feed(page: Page, number: int, defaults: Mapping[str, Any], table: Mapping[str, Any], proxy: str | None) -> Feed:
    at = ("feed", number)
    own = checked(page, table, FEED_KEYS, at)
    values = {**defaults, **own}
    if "id" not in values:
        raise page.error(at, "id", 'is missing; give each [[feed]] one: id = "dawn-world"')
    if ("url" in values) == ("path" in values):
        raise page.error(
            at, "url", f"{'both url and path are' if 'url' in values else 'neither url nor path is'} given; give exactly one"
        )
    values.setdefault("provider", values["id"])
    if "path" in values:
        values["path"] = str(page.path.parent / values["path"])
    if "tags" in values:
        values["tags"] = tuple(dict.fromkeys(values["tags"]))
    if "interval" in values:
        values["interval_s"] = seconds(values.pop("interval"))
        where = at if "interval" in own else ("defaults",)
        if values["interval_s"] < 60:
            raise page.error(where, "interval", "is under one minute")
        if values["interval_s"] > LONGEST_S:
            raise page.error(where, "interval", "is over ten years; enabled = false asks no more")
    for key, check in CHECKS.items():
        if key in values and (what := check(values[key])) is not None:
            raise page.error(at if key in own else ("defaults",), key, what)
    return Feed(**{"proxy": proxy, **values})


def seconds(interval: int | str) -> int:
    """An interval as written ("15m", 900) in seconds."""
    return interval if isinstance(interval, int) else int(interval[:-1]) * _UNITS[interval[-1]]


def _refuse_doubles(page: Page, feeds: tuple[Feed, ...]) -> None:
    ids: dict[str, int] = {}
    places: dict[str, int] = {}
    for number, feed in enumerate(feeds):
        if feed.id in ids:
            raise page.error(
                ("feed", number), "id", f"{feed.id!r} is taken by feed {ids[feed.id] + 1} of this file; ids are unique"
            )
        place = feed.url or feed.path or ""
        if place in places:
            raise page.error(
                ("feed", number), "url" if feed.url else "path", f"is feed {feeds[places[place]].id!r} already; drop one"
            )
        ids[feed.id] = places[place] = number
    former: dict[str, str] = {}
    for number, feed in enumerate(feeds):
        if feed.was is None:
            continue
        holder = feed.was if feed.was in ids and feed.was != feed.id else former.get(feed.was)
        if holder is not None:  # their guids would name one another's stories
            raise page.error(
                ("feed", number),
                "was",
                f"{feed.was!r} names the stories of feed {holder!r} too; give that one a new id, or drop `was`",
            )
        former[feed.was] = feed.id
