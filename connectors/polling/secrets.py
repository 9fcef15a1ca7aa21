"""A feed's secrets: what its address, credentials and header fields refer to in the environment (docs/design/guarding.md#secrets)."""

import base64
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from urllib.parse import quote, quote_plus

from newsbeam.connectors.http.proxy import proxy_secrets
from newsbeam.connectors.http.redact import HIDDEN, hide, references
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item, ParseError


def secrets_of(feed: Feed, environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Every secret value that a request for this feed carries, as sent and as written; longest first."""
    found = os.environ if environ is None else environ
    values = set()
    for text in (feed.url or "", feed.auth or "", *feed.headers.values()):
        for name in references(text):
            if value := found.get(name):
                values |= {value, *value.split(" ")[1:], *value.split(":")[1:]}
                values.add(base64.b64encode(value.encode()).decode())
    if feed.proxy is not None:
        values |= proxy_secrets(feed.proxy, found)
    return tuple(sorted((v for v in values if len(v) > 3), key=lambda v: (-len(v), v)))


def without_echoes(results: Iterable[Item | ParseError], secrets: tuple[str, ...]) -> list[Item | ParseError]:
    """A document's entries, with the key that we sent hidden where the provider's links and ids repeat it.

    Only what is a secret as a whole is one: the value of a parameter, a segment of a path, all of an id. A password that is a
    word may well stand in an address that has nothing to do with it.
    """
    if not secrets:
        return list(results)
    return [_without(one, secrets) for one in results]


def refusal_without_echoes(error: ParseError, payload: bytes, secrets: tuple[str, ...]) -> tuple[ParseError, bytes]:
    """A refused document's error and bytes, with the key that we sent hidden where the provider's answer repeats it (`bad key ...`)."""
    if not secrets:
        return error, payload
    message = hide(str(error), secrets)
    for secret in secrets:
        for form in (secret, quote(secret, safe="")):
            for length in range(min(len(form), _EXCERPT), _TELLING - 1, -1):  # an excerpt may end within it
                for mark in "'\"":  # an excerpt with an apostrophe in it stands in double quotes
                    message = message.replace(form[:length] + mark, HIDDEN + mark)
    kept = _echoes(secrets).sub(HIDDEN, payload.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return ParseError(error.reason, message, entry=error.entry, raw=error.raw), kept


_EXCERPT = 64
_TELLING = 4
"""So many letters of a secret tell something of it."""


def _without(one: Item | ParseError, secrets: tuple[str, ...]) -> Item | ParseError:
    if isinstance(one, ParseError):
        one.raw = _echoes(secrets).sub(HIDDEN, one.raw.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        return one
    media = tuple(replace(claim, url=_hidden(claim.url, secrets) or "") for claim in one.media)
    alt_ids = tuple((scheme, _hidden(text, secrets) or "") for scheme, text in one.alt_ids)
    return replace(
        one,
        url=_hidden(one.url, secrets),
        guid=_hidden(one.guid, secrets),
        canonical_url=_hidden(one.canonical_url, secrets),
        media=media,
        alt_ids=alt_ids,
    )


def _hidden(text: str | None, secrets: tuple[str, ...]) -> str | None:
    return _echoes(secrets).sub(HIDDEN, text) if text else text


@lru_cache(maxsize=256)
def _echoes(secrets: tuple[str, ...]) -> re.Pattern[str]:
    """The secrets in every spelling that an address gives them, where they are a whole part of it."""
    forms = {form for secret in secrets for form in (secret, quote(secret, safe=""), quote(secret), quote_plus(secret))}
    either = "|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form)))
    return re.compile(rf"(?<![^/?&=#;@:\s\"'>])(?:{either})(?![^/?&=#;@:\s\"'<])", re.IGNORECASE)
