"""Reads the tables that we wrote ourselves (`seeds/*.tsv`): tab-separated, `#` begins a comment line."""

from collections.abc import Iterator
from pathlib import Path

SEEDS = Path(__file__).parent / "seeds"


def seed(name: str, columns: int) -> Iterator[list[str]]:
    """Rows of `seeds/<name>.tsv`, each padded to `columns` fields."""
    for line in (SEEDS / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            fields = line.split("\t")
            yield fields + [""] * (columns - len(fields))


def parts(field: str) -> list[str]:
    """The `|`-separated values of a field; none of them empty."""
    return [p for p in field.split("|") if p]
