"""The gazetteer's automaton: one pass over a text finds the longest name at each of its places, in whatever script.

It is a double array of characters (daachorse), 15 MB for 140,000 names. Making it takes a process 0.3 s, so it is kept in the user's
cache once it is made, and read back in 10 ms; where there is no cache to write to, each process makes its own.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import daachorse
import xxhash

from newsbeam.pipeline.gazetteer.table import HERE, read
from newsbeam.pipeline.process.memory import give_back

Hit = tuple[int, int, int]
"""(start, end, pattern): offsets count characters."""


def longest(names: Sequence[str]) -> Any:
    """An automaton whose `find` gives the longest name that begins at each place, none overlapping another."""
    return daachorse.CharwiseDoubleArrayAhoCorasick(list(names), daachorse.MATCH_KIND_LEFTMOST_LONGEST)


def find(text: str) -> list[Hit]:
    """The longest name that begins at each place of `text`, in order, none overlapping another; edges are not looked at."""
    found: list[Hit] = automaton().find(text)
    return found


@cache
def automaton() -> Any:
    """The automaton of the gazetteer's names, from the cache or made anew; once per process."""
    with suppress(OSError, RuntimeError, ValueError):
        data = cache_file().read_bytes()
        seal, body = data[:SEAL], data[SEAL:]
        if seal == xxhash.xxh3_128_digest(body):
            return daachorse.CharwiseDoubleArrayAhoCorasick.deserialize(body)
    made = longest(read("surfaces").column("surface").to_pylist())
    with suppress(OSError, RuntimeError):
        keep(cache_file(), made.serialize())
    give_back()
    return made


SEAL = 16
"""Bytes of the checksum at a cached file's head: a torn or an altered one is made anew."""


def cache_file() -> Path:
    """Where the automaton of these names, as this version of the library writes it, is kept. Raises RuntimeError for a user without home."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "newsbeam")
    names = xxhash.xxh3_64_hexdigest((HERE / "surfaces.arrow").read_bytes())
    return folder / f"names-{names}-{version('daachorse')}"


def keep(path: Path, body: bytes) -> None:
    """Write a cached file whole or not at all. Raises OSError where that cannot be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        part.write_bytes(xxhash.xxh3_128_digest(body) + body)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
