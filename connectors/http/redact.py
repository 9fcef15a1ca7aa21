"""Secrets: they come from the environment, are resolved at the request, and never leave it (docs/design/guarding.md#secrets)."""

import base64
import os
import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit, urlunsplit

from newsbeam.schemas.errors import NewsbeamError

HIDDEN = "***"
_SECRET_KEY = re.compile(r"(?i)key|token|secret|pass|sig|auth")
_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class MissingSecretError(NewsbeamError):
    """An `${ENV}` reference whose variable is not set. The message names the variable, never a value."""


_MAY_HOLD_SECRETS = re.compile(r"[@?#\[\s\x00-\x1f]")


def references(text: str) -> list[str]:
    """The names of environment variables that a config value refers to."""
    return _REFERENCE.findall(text)


def unset(texts: Iterable[str], environ: Mapping[str, str] | None = None) -> list[str]:
    """The variables that these config values refer to and that are not set, by name."""
    found = os.environ if environ is None else environ
    return sorted({name for text in texts for name in references(text) if not found.get(name)})


def resolve(text: str, environ: Mapping[str, str] | None = None) -> str:
    """The text with its `${ENV}` references filled. Raises MissingSecretError."""
    found = os.environ if environ is None else environ

    def fill(match: re.Match[str]) -> str:
        value = found.get(match[1])
        if not value:
            raise MissingSecretError(f"environment variable {match[1]} is not set")
        return value

    return _REFERENCE.sub(fill, text)


def authorization(text: str, environ: Mapping[str, str] | None = None) -> str:
    """The Authorization header for a feed's `auth`: `user:password` is Basic, a bare token Bearer, anything with a space itself."""
    value = resolve(text, environ)
    if " " in value:
        return value
    if ":" in value:
        return "Basic " + base64.b64encode(value.encode()).decode()
    return f"Bearer {value}"


def redact_url(url: str) -> str:
    """The URL without credentials: userinfo, and values of query keys that look like secrets, become `***`.

    >>> redact_url("https://u:p@wire.example/f?api_key=K&page=2#top")
    'https://***@wire.example/f?api_key=***&page=2'
    """
    if not _MAY_HOLD_SECRETS.search(url):
        return url  # nearly all, and twice per request
    try:
        parts = urlsplit(url)
    except ValueError:
        return HIDDEN
    _, at, host = parts.netloc.rpartition("@")
    pairs = []
    for pair in parts.query.split("&"):
        key, equals, _value = pair.partition("=")
        pairs.append(f"{key}={HIDDEN}" if equals and _SECRET_KEY.search(key) else pair)
    return urlunsplit((parts.scheme, f"{HIDDEN}@{host}" if at else host, parts.path, "&".join(pairs), ""))


def redact_written(text: str) -> str:
    """Of what somebody wrote for an address, and may be none: what stands before its last `@` may be a password.

    >>> redact_written("ftp://u:p@wire.example/f"), redact_written("u:p@wire.example/f")
    ('ftp://***@wire.example/f', '***@wire.example/f')
    """
    shown = redact_url(text)
    return shown if f"//{HIDDEN}@" in shown else re.sub(r".*@", f"{HIDDEN}@", shown, flags=re.DOTALL)


def hide(text: str, secrets: tuple[str, ...]) -> str:
    """The text with every secret value replaced, as it stands and percent-encoded."""
    from urllib.parse import quote

    for secret in secrets:
        for form in (secret, quote(secret, safe=""), quote(secret)):
            text = text.replace(form, HIDDEN)
    return text
