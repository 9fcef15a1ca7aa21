"""Reads the tables that we wrote ourselves (`seeds/*.tsv`): tab-separated, `#` begins a comment line."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

SEEDS = Path(__file__).parent / "seeds"
SISTERS = frozenset({"hr", "bs", "sr"})
"""Languages that decline alike in Latin letters."""


def seed(name: str, columns: int) -> Iterator[list[str]]:
    """Rows of `seeds/<name>.tsv`, each padded to `columns` fields."""
    for line in (SEEDS / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            fields = line.split("\t")
            yield fields + [""] * (columns - len(fields))


def parts(field: str) -> list[str]:
    """The `|`-separated values of a field; none of them empty."""
    return [p for p in field.split("|") if p]


@cache
def endings(name: str) -> Mapping[str, Mapping[str, str]]:
    """A table of declensions (language, what a word ends in, what its cases end in) by language and ending."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for language, ends, forms in seed(name, 3):
        found[language][ends] = forms
    return found
