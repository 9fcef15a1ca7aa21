"""The feed list: feeds.toml (or OPML) to `Feed`s, every error with file, line, key, and the way out."""

import hashlib
import re
import shlex
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from newsbeam.connectors.catalog.checks import CHECKS
from newsbeam.connectors.catalog.keys import ALERT_KEYS, FEED_KEYS, FETCH_KEYS, Key
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.http.proxy import proxy_fault
from newsbeam.schemas.alerts import Hook
from newsbeam.schemas.errors import ConfigError
from newsbeam.schemas.feed import Feed

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
LONGEST_S = 10 * 365 * 86400
"""No time in a feed list is longer, and none is NaN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """A feed list as read: defaults applied, every value checked."""

    feeds: tuple[Feed, ...]
    fetch: FetchLimits
    contact: str | None
    alerts: Hook | None = None
    config_hash: str
    """16 hex digits of the file's bytes: the same list, the same hash."""


def load_catalog(path: Path) -> Catalog:
    """Read a feed list: OPML where the file is XML, else TOML. Raises ConfigError."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; `newsbeam feeds import LIST.opml` makes one, --feeds names another") from None
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
    page = _Page(path, text)
    page.refuse_unknown(found, ("alerts", "contact", "defaults", "feed", "fetch"), ())
    tables = found.get("feed", [])
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise page.error((), "feed", "is not a list of tables; write each feed under its own [[feed]]")
    for section in ("alerts", "defaults", "fetch"):
        if not isinstance(found.get(section, {}), dict):
            raise page.error((), section, f"is not a table; write [{section}] and its keys below")
    defaults = _checked(page, found.get("defaults", {}), {k: v for k, v in FEED_KEYS.items() if v.default_too}, ("defaults",))
    fetch = _limits(page, found)
    feeds = tuple(_feed(page, number, defaults, table, fetch.proxy) for number, table in enumerate(tables))
    _refuse_doubles(page, feeds)
    return Catalog(feeds=feeds, fetch=fetch, contact=fetch.contact, alerts=_hook(page, found), config_hash=mark)


class _Page:
    """The text of a feed list, and where its keys stand (tomllib does not say)."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines: dict[tuple[tuple[str | int, ...], str], int] = {}
        for table, key, number in _keys(text):
            self.lines.setdefault((table, key), number)

    def error(self, table: tuple[str | int, ...], key: str, what: str) -> ConfigError:
        """An error at a key, or at its table's head where the key is not there."""
        number = self.lines.get((table, key)) or self.lines.get((table, ""), 1)
        return ConfigError(f"{self.path}:{number}: {key}: {what}")

    def refuse_unknown(self, table: Mapping[str, Any], known: Iterable[str], at: tuple[str | int, ...]) -> None:
        """Unknown keys are errors: a misspelt one would be silently without effect."""
        names = list(known)
        for key in table:
            if key not in names:
                near = get_close_matches(key, names, n=1, cutoff=0.6)
                hint = f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(sorted(names))}"
                raise self.error(at, key, f"unknown key; {hint}")


_TABLE = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\"' -]+?)\s*\]\]?")
_KEY = re.compile(r"""^\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*(?:\.|=)""")


def _keys(text: str) -> Iterator[tuple[tuple[str | int, ...], str, int]]:
    """(table, key, line) of a TOML text, well enough to name the place of an error; the key "" is the table's head."""
    table: tuple[str | int, ...] = ()
    count: dict[str, int] = {}
    inside: str | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if inside is not None:
            inside = None if inside in line else inside
            continue
        if head := _TABLE.match(line):
            name = head[2].strip("\"' ")
            first, _, rest = name.partition(".")
            if head[1] == "[[":
                count[name] = count.get(name, -1) + 1
            table = (first, count[first], *([rest] if rest else [])) if first in count else tuple(name.split("."))
            yield table, "", number
        elif key := _KEY.match(line):
            yield table, key[1] or key[2] or key[3], number
            for quote in ('"""', "'''"):
                if line.count(quote) == 1:
                    inside = quote


_SECRET = frozenset({"auth", "headers", "proxy"})


def _checked(page: _Page, table: Mapping[str, Any], keys: Mapping[str, Key], at: tuple[str | int, ...]) -> dict[str, Any]:
    """The table with every key known and every value of its type."""
    page.refuse_unknown(table, keys, at)
    found = {}
    for name, value in table.items():
        schema = keys[name].schema
        if (what := _mismatch(value, schema)) is not None:
            # A secret written in the clear by mistake is not repeated on the terminal or in a log.
            meant = schema.get("description", FEED_KEYS[name].schema["description"]) if name in _SECRET else None
            raise page.error(at, name, what if meant is None else f"does not look right; {meant}")
        if name.endswith("_s") and not value <= LONGEST_S:
            raise page.error(at, name, f"{value!r} is no time of at most ten years")
        found[name] = value
    return found


_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "object": (dict,),
    "array": (list,),
}


def _mismatch(value: Any, schema: Mapping[str, Any]) -> str | None:
    """Why a value does not fit its key, with the way out; the part of JSON Schema that feeds.toml needs."""
    if "enum" in schema:
        return None if value in schema["enum"] else f"{value!r} is none of {', '.join(schema['enum'])}"
    if "oneOf" in schema:
        faults = [_mismatch(value, one) for one in schema["oneOf"]]
        return None if None in faults else f"{value!r}: {schema.get('description', faults[0])}"
    if not isinstance(value, _KINDS[schema["type"]]) or (isinstance(value, bool) and schema["type"] != "boolean"):
        return f"{value!r} is no {schema['type']}"
    if isinstance(value, str):
        fits = len(value) >= schema.get("minLength", 0) and re.search(schema.get("pattern", ""), value)
        return None if fits else f"{value!r} does not look right; {schema.get('description', schema.get('pattern'))}"
    if isinstance(value, (list, dict)):
        inner = schema.get("items") or schema["additionalProperties"]
        each = value.values() if isinstance(value, dict) else value
        return next((what for one in each if (what := _mismatch(one, inner)) is not None), None)
    return f"{value!r} is under {schema['minimum']}" if value < schema.get("minimum", value) else None


def _limits(page: _Page, found: Mapping[str, Any]) -> FetchLimits:
    values = _checked(page, found.get("fetch", {}), FETCH_KEYS, ("fetch",))
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
    return FetchLimits(**values)


def _hook(page: _Page, found: Mapping[str, Any]) -> Hook | None:
    values = _checked(page, found.get("alerts", {}), ALERT_KEYS, ("alerts",))
    if not values:
        return None
    command = values.get("command", ())
    try:
        words = tuple(shlex.split(command) if isinstance(command, str) else command)
    except ValueError as error:
        raise page.error(("alerts",), "command", f"cannot be read as words: {error}") from None
    return Hook(command=words, webhook=values.get("webhook"))


def _feed(page: _Page, number: int, defaults: Mapping[str, Any], table: Mapping[str, Any], proxy: str | None) -> Feed:
    at = ("feed", number)
    own = _checked(page, table, FEED_KEYS, at)
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
        if values["interval_s"] < 60:
            raise page.error(at, "interval", "is under one minute")
        if values["interval_s"] > LONGEST_S:
            raise page.error(at, "interval", "is over ten years; enabled = false asks no more")
    for key, check in CHECKS.items():
        if key in values and (what := check(values[key])) is not None:
            raise page.error(at if key in own else ("defaults",), key, what)
    return Feed(**{"proxy": proxy, **values})


def seconds(interval: int | str) -> int:
    """An interval as written ("15m", 900) in seconds."""
    return interval if isinstance(interval, int) else int(interval[:-1]) * _UNITS[interval[-1]]


def _refuse_doubles(page: _Page, feeds: tuple[Feed, ...]) -> None:
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
