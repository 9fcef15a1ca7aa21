"""Tables that we wrote and that ship: tab-separated, `#` begins a comment line."""

from collections.abc import Iterator
from pathlib import Path

TABLES = Path(__file__).parent


def rows(name: str) -> Iterator[list[str]]:
    """The rows of `<name>.tsv`, split at tabs."""
    for line in (TABLES / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
