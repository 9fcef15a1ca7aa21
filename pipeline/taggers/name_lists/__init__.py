"""Given names and family names of some eighty countries, in their own scripts and in Latin letters (`build.py`, CREDITS.md)."""

from functools import cache
from pathlib import Path

import zstandard

GIVEN = Path(__file__).with_name("given.zst")
FAMILY = Path(__file__).with_name("family.zst")


@cache
def given() -> frozenset[str]:
    """Given names as printed."""
    return _read(GIVEN)


@cache
def family() -> frozenset[str]:
    """Family names as printed."""
    return _read(FAMILY)


def _read(path: Path) -> frozenset[str]:
    return frozenset(zstandard.ZstdDecompressor().decompress(path.read_bytes()).decode().split("\n"))
