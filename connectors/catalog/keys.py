"""The keys of feeds.toml: one literal table per section, from which the checks and the JSON Schema are both made."""

import ast
import inspect
from dataclasses import fields
from itertools import pairwise
from typing import Any, NamedTuple

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.schemas.retention import AGE_PATTERN

_CODES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC "
    "CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD "
    "GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH "
    "KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW "
    "MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC "
    "SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY "
    "UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW "
)
COUNTRIES = frozenset(_CODES.split())
"""ISO 3166-1 alpha-2, and XK (Kosovo), which every news provider uses."""

ID_PATTERN = "^[a-z0-9][a-z0-9._-]{0,63}$"


class Key(NamedTuple):
    """What a key holds: its JSON Schema, and whether `[defaults]` may set it."""

    schema: dict[str, Any]
    default_too: bool = True


DURATION: dict[str, Any] = {
    "oneOf": [{"type": "integer", "minimum": 60}, {"type": "string", "pattern": "^[0-9]+(s|m|h|d)$"}],
    "description": 'Seconds, or a number with s, m, h or d: 900, "15m", "1h". At least one minute.',
}
FEED_KEYS: dict[str, Key] = {
    "id": Key(
        {
            "type": "string",
            "pattern": ID_PATTERN,
            "description": "Names the feed in reports, cursors and dead letters: up to 64 small letters, digits, `-`, `_` and `.`.",
        },
        False,
    ),
    "url": Key(
        {"type": "string", "description": "http or https; `${ENV}` is filled from the environment. No user:password in it."}, False
    ),
    "path": Key(
        {"type": "string", "minLength": 1, "description": "Instead of `url`: a file or a folder, relative to this file."}, False
    ),
    "provider": Key(
        {"type": "string", "minLength": 1, "description": "Who delivers; the namespace of its ids. Without it: the feed's id."}
    ),
    "format": Key({"type": "string", "description": "A format's name, or `auto`: decided by content."}),
    "home_country": Key(
        {"type": "string", "pattern": "^[A-Z]{2}$", "description": "ISO 3166-1 alpha-2: where the provider is at home."}
    ),
    "local": Key({"type": "boolean", "description": "A local outlet: its home country counts for the text's focus too."}),
    "timezone": Key({"type": "string", "description": "IANA zone of times without one: Asia/Karachi."}),
    "language": Key({"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "description": "BCP 47: ur, pt-BR."}),
    "interval": Key(DURATION),
    "ignore_max_age": Key({"type": "boolean", "description": "Let `interval` win over the server's max-age too."}),
    "full_text": Key({"type": "boolean", "description": "Follow new items to their pages, as robots.txt allows."}),
    "guid_scope": Key({"enum": ["feed", "provider"], "description": "Where a guid that is no URL, URN or tag URI is unique."}),
    "headers": Key(
        {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "Sent with each request; secrets as `${ENV}`.",
        }
    ),
    "auth": Key(
        {
            "type": "string",
            "pattern": r"\$\{[A-Za-z_][A-Za-z0-9_]*\}",
            "description": "`${ENV}` with a token, `user:password`, or a whole Authorization value.",
        }
    ),
    "proxy": Key(
        {
            "type": "string",
            "minLength": 1,
            "description": "An HTTP proxy for this feed: `http://proxy.example:3128`, credentials as `${ENV}`; `direct`: none, though "
            "`[fetch]` names one.",
        }
    ),
    "was": Key(
        {
            "type": "string",
            "pattern": ID_PATTERN,
            "description": "An earlier id of the feed: the names of its stories stay. `feeds rename` writes it.",
        },
        False,
    ),
    "enabled": Key({"type": "boolean", "description": "false: keep the entry, ask no more."}),
    "title": Key({"type": "string", "minLength": 1, "description": "For people: what lists show beside the id."}, False),
    "tags": Key(
        {"type": "array", "items": {"type": "string", "minLength": 1}, "description": "Words of your own, to group feeds by."}
    ),
    "settle_s": Key(
        {"type": "integer", "minimum": 0, "description": "For a path: a file younger than this is left for the next run."}
    ),
}

_TYPES: dict[object, dict[str, Any]] = {
    int: {"type": "integer", "minimum": 0},
    float: {"type": "number", "minimum": 0},
    str: {"enum": ["warn", "obey", "ignore"]},
    str | None: {"type": "string", "minLength": 1},
    frozenset[str]: {
        "type": "array",
        "items": {"type": "string", "pattern": "^.+:[0-9]{1,5}$", "description": "Written as `host:port`."},
    },
}
ALERT_KEYS: dict[str, Key] = {
    "command": Key(
        {
            "oneOf": [{"type": "string", "minLength": 1}, {"type": "array", "items": {"type": "string", "minLength": 1}}],
            "description": "A program (and its words) that gets each alert as JSON on its standard input.",
        }
    ),
    "webhook": Key(
        {
            "type": "string",
            "pattern": r"^(https?://|\$\{)",
            "description": "An http or https address that each alert is posted to as JSON; `${ENV}` is filled from the environment.",
        }
    ),
}
_AGE = "30d, 8w, 6m (of thirty days) or 2y"
RETENTION_KEYS: dict[str, Key] = {
    name: Key({"type": "string", "pattern": AGE_PATTERN, "description": f"{text}: {_AGE}."})
    for name, text in (
        ("runs", "`prune` removes reports of runs that are older"),
        ("landing", "`prune` removes landed bytes that are older and that nothing needs (what is gone cannot be replayed)"),
        ("dead_letters", "`prune` removes older days of dead letters that are all resolved"),
    )
}
_MAY_BE_NONE = frozenset({"max_pages", "max_redirects", "recheck_304_days"})
"""Numbers of which 0 means: none of it. Of the others 0 would mean that nothing is ever asked, or read."""
_LEAST: dict[object, float] = {int: 1, float: 0.001}


def _fetch_schema(name: str, kind: object) -> dict[str, Any]:
    delay = name.startswith(("host_delay", "max_host_delay", "max_crawl_delay"))
    least = {} if kind not in _LEAST or name in _MAY_BE_NONE or delay else {"minimum": _LEAST[kind]}
    return _TYPES[kind] | least


FETCH_KEYS: dict[str, Key] = {f.name: Key(_fetch_schema(f.name, f.type)) for f in fields(FetchLimits)}


def fetch_schemas() -> dict[str, dict[str, Any]]:
    """`[fetch]`'s keys with what `FetchLimits` says of each below its line, and its default."""
    body = ast.parse(inspect.getsource(FetchLimits)).body[0]
    assert isinstance(body, ast.ClassDef), "a class"  # noqa: S101
    words: dict[str, str] = {}
    for line, below in pairwise(body.body):
        if isinstance(line, ast.AnnAssign) and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            words[line.target.id] = " ".join(str(below.value.value).split())  # type: ignore[union-attr]
    found = {}
    for one in fields(FetchLimits):
        said = {"description": words[one.name]} if one.name in words else {}
        default = {"default": one.default} if isinstance(one.default, (int, float, str)) else {}
        found[one.name] = FETCH_KEYS[one.name].schema | said | default
    return found


def json_schema() -> dict[str, Any]:
    """The JSON Schema of feeds.toml (read as JSON); `schemas/feeds.schema.json` is this, and a test holds them together."""
    feed = {name: key.schema for name, key in FEED_KEYS.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "feeds.toml of newsbeam",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "contact": {
                "type": "string",
                "description": "A URL or address for publishers: sent in the User-Agent, required from ten remote hosts on.",
            },
            "defaults": {
                "type": "object",
                "additionalProperties": False,
                "properties": {name: key.schema for name, key in FEED_KEYS.items() if key.default_too},
            },
            "alerts": {
                "type": "object",
                "additionalProperties": False,
                "description": "Where alerts go, once when they come up and once when they are over.",
                "properties": {name: key.schema for name, key in ALERT_KEYS.items()},
            },
            "fetch": {
                "type": "object",
                "additionalProperties": False,
                "properties": fetch_schemas(),
            },
            "retention": {
                "type": "object",
                "additionalProperties": False,
                "description": "How long `prune` keeps what lies beside the rows; without a key: for ever.",
                "properties": {name: key.schema for name, key in RETENTION_KEYS.items()},
            },
            "feed": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": feed,
                    "required": ["id"],
                    "oneOf": [{"required": ["url"]}, {"required": ["path"]}],
                },
            },
        },
    }
