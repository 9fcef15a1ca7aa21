"""The test tables: golden first lines as data."""

from pathlib import Path

HERE = Path(__file__).parent


def rows(name: str) -> list[list[str]]:
    """Rows of a tab-separated table, without its `#` header."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [row.split("\t") for row in lines if row and not row.startswith("#")]
