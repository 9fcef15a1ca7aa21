"""The text of a feed list: where each key stands, and whether each value is of its key's type. tomllib does not say the one, and knows
nothing of the other.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from newsbeam.connectors.catalog.keys import FEED_KEYS, Key
from newsbeam.schemas.errors import ConfigError

LONGEST_S = 10 * 365 * 86400
"""No time in a feed list is longer, and none is NaN."""


class Page:
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


def checked(page: Page, table: Mapping[str, Any], keys: Mapping[str, Key], at: tuple[str | int, ...]) -> dict[str, Any]:
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
