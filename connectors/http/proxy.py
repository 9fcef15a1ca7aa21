"""The operator's proxies: what may stand in the list, and the address that a request goes through.

Credentials come from the environment (docs/design/guarding.md#secrets): `http://${USER}:${PASSWORD}@proxy.example:3128`, or the
whole address as `${CORP_PROXY}`. A value is filled in as it is: what an address would read as a mark of its own is quoted.
"""

import base64
import os
import re
from collections.abc import Mapping
from urllib.parse import quote, unquote, urlsplit

from newsbeam.connectors.http.redact import MissingSecretError, references, resolve

DIRECT = "direct"
"""As a feed's `proxy`: none, though `[fetch]` names one."""
_REFERENCE = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}")
_EXAMPLE = "http://proxy.example:3128"


def proxy_fault(text: str) -> str | None:
    """What keeps a text of the feed list from being a proxy, with the way out; the text itself is not repeated."""
    if _REFERENCE.fullmatch(text):
        return None  # looked at when it is filled
    credentials, at, _ = text.partition("://")[2].partition("/")[0].rpartition("@")
    if at and not all(references(part) for part in credentials.split(":", 1)[-1:]):
        return f'has a password in it; write proxy = "{_EXAMPLE.replace("//", "//${PROXY_USER}:${PROXY_PASSWORD}@")}"'
    return _fault(_REFERENCE.sub("1", text))


def proxy_address(text: str, environ: Mapping[str, str] | None = None) -> str:
    """The proxy's address with its references filled. Raises MissingSecretError, and ValueError for what is no proxy's."""
    found = os.environ if environ is None else environ
    scheme, colon, rest = text.partition("://")
    credentials, at, place = rest.rpartition("@")
    if at:
        user, colon_too, password = credentials.partition(":")
        filled = [quote(resolve(part, found), safe="%" if not references(part) else "") for part in (user, password)]
        rest = f"{filled[0]}{colon_too}{filled[1]}@{resolve(place, found)}"
        address = f"{scheme}{colon}{rest}"
    else:
        address = resolve(text, found)
    if (fault := _fault(address)) is not None:
        raise ValueError(f"the proxy {fault}")
    return address


def proxy_place(address: str) -> tuple[str, int]:
    """Host and port of a proxy's address."""
    parts = urlsplit(address)
    return parts.hostname or "", parts.port or (443 if parts.scheme.lower() == "https" else 80)


def proxy_secrets(text: str, environ: Mapping[str, str] | None = None) -> set[str]:
    """What of a proxy's address nobody may see: its password, as it stands and as it is sent. A user's name is a word like others."""
    try:
        parts = urlsplit(proxy_address(text, environ))
    except (MissingSecretError, ValueError):
        return set()
    if not parts.password:
        return set()
    user, password = unquote(parts.username or ""), unquote(parts.password)
    return {password, parts.password, base64.b64encode(f"{user}:{password}".encode()).decode()}


def _fault(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return f'is no URL; write proxy = "{_EXAMPLE}"'
    if parts.scheme.lower() in ("http", "https") and parts.hostname:
        return None
    bare = re.fullmatch(r"(?:[A-Za-z]+://)?([A-Za-z0-9.-]+:[0-9]{1,5})/?", address)
    meant = f"http://{bare[1]}" if bare and "://" not in address else _EXAMPLE
    return f'is no http or https address; write proxy = "{meant}"'
