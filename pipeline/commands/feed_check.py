"""`newsbeam feeds check`: the list held against what it may say, or one feed tried."""

import argparse
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from newsbeam.pipeline.commands.arguments import feed_list, now
from newsbeam.schemas.alerts import Hook
from newsbeam.schemas.errors import UsageError
from newsbeam.schemas.feed import Feed

if TYPE_CHECKING:
    from newsbeam.connectors.catalog.feed_list import Catalog


def unknown_feed(path: Path, feed_id: str) -> UsageError:
    """An id that the list does not have, with those that are near it."""
    from difflib import get_close_matches

    from newsbeam.connectors.catalog.feed_list import load_catalog

    if Path(feed_id).is_file():
        return UsageError(f"{path}: no feed {feed_id!r}, which is a file; `--feeds {feed_id}` names it as the list")
    ids = [feed.id for feed in load_catalog(path).feeds]
    near = get_close_matches(feed_id, ids, n=3, cutoff=0.5)
    hint = (
        f"did you mean {' or '.join(near)}?" if near else f"`newsbeam feeds list --feeds {path}` shows the {len(ids)} that it has"
    )
    return UsageError(f"{path}: no feed {feed_id!r}; {hint}")


def _check_environment(path: Path, catalog: "Catalog") -> None:
    """Whether every variable that the list refers to is set."""
    from newsbeam.connectors.http.redact import unset
    from newsbeam.connectors.polling.transitions import texts_of
    from newsbeam.schemas.errors import ConfigError

    places = [(f"feed {feed.id}", texts_of(feed)) for feed in catalog.feeds]
    if catalog.alerts is not None:
        places.append(("alerts: webhook", (catalog.alerts.webhook or "",)))
    missing = [f"{place}: environment variable {name} is not set" for place, texts in places for name in unset(texts)]
    if missing:
        more = f" ({len(missing) - 1} more are not)" if len(missing) > 1 else ""
        raise ConfigError(f"{path}: {missing[0]}{more}; set it where newsbeam is started, or write another reference")


def _check_proxy(path: Path, feed: Feed) -> None:
    """What the environment makes of a feed's proxy."""
    from newsbeam.connectors.http.proxy import DIRECT, proxy_address
    from newsbeam.schemas.errors import ConfigError

    if feed.proxy is not None and feed.proxy != DIRECT:
        try:
            proxy_address(feed.proxy)
        except ValueError as error:
            raise ConfigError(f"{path}: feed {feed.id}: {error}") from None


def _check_hook(path: Path, hook: Hook | None) -> None:
    """Whether an alert would reach anybody."""
    from shutil import which

    from newsbeam.schemas.errors import ConfigError

    if hook is not None and hook.command and which(hook.command[0]) is None:
        raise ConfigError(
            f"{path}: alerts: command: {hook.command[0]}: no program of that name that may be run; write its whole path"
        )


_BARE = re.compile(r"\$([A-Z][A-Z0-9_]+)\b")
_CODES = {
    "cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "iq": "ar", "ir": "fa", "jp": "ja", "pk": "ur", "rs": "sr", "ua": "uk", "vn": "vi",
}  # fmt: skip
"""Countries' codes that no language has, and the language that is meant."""


def _check_words(path: Path, catalog: "Catalog") -> None:
    """What is well written and cannot be meant."""
    from newsbeam.connectors.polling.transitions import texts_of
    from newsbeam.schemas.errors import ConfigError

    if catalog.contact is not None and "@" not in catalog.contact and "://" not in catalog.contact:
        raise ConfigError(f'{path}: contact: {catalog.contact!r} reaches nobody; write "https://…" or "mailto:…"')
    for feed in catalog.feeds:
        if feed.path is not None and not Path(feed.path).exists():
            raise ConfigError(f"{path}: feed {feed.id}: path: {feed.path}: no such file or folder")
        if bare := next(filter(None, map(_BARE.search, texts_of(feed))), None):
            raise ConfigError(
                f"{path}: feed {feed.id}: {bare[0]} is no reference; write ${{{bare[1]}}} for an environment variable"
            )
        if feed.language is not None and (meant := _CODES.get(feed.language.lower())) is not None:
            raise ConfigError(f"{path}: feed {feed.id}: language: {feed.language!r} is a country's code; did you mean {meant!r}?")


def check_feeds(arguments: argparse.Namespace) -> int:
    """The list; with an ID, that feed polled once, and nothing kept."""
    from newsbeam.connectors.catalog.feed_list import load_catalog
    from newsbeam.connectors.polling.crawl import check_contact
    from newsbeam.schemas.errors import ConfigError

    path = feed_list(arguments.feeds)
    catalog = load_catalog(path)
    if arguments.id is None:
        check_contact(catalog.feeds, catalog.fetch)
        _check_environment(path, catalog)
        _check_hook(path, catalog.alerts)
        for feed in catalog.feeds:
            _check_proxy(path, feed)
        _check_words(path, catalog)
        if not catalog.feeds:
            raise ConfigError(f"{path}: names no feed; write one under [[feed]], or `newsbeam feeds add URL`")
        sys.stdout.write(f"{path}: {len(catalog.feeds)} feeds, no errors\n")
        return 0
    if arguments.id not in {feed.id for feed in catalog.feeds}:
        raise unknown_feed(path, arguments.id)
    from newsbeam.pipeline.report.terminal import show
    from newsbeam.pipeline.runs.ingest import ingest
    from newsbeam.pipeline.runs.options import IngestOptions

    options = IngestOptions(
        out=arguments.out,
        feeds=path,
        as_of=arguments.as_of or now(),
        fixed_clock=arguments.as_of is not None,
        due_all=True,
        dry_run=True,
        only=frozenset({arguments.id}),
    )
    report = ingest(options)
    show(replace(report, not_asked={}), arguments.out, all_feeds=True)
    return report.exit_code
