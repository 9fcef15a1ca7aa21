"""The built gazetteer in memory: numpy columns, bisected keys, no dictionary of a quarter million strings."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import xxhash

from newsbeam.pipeline.gazetteer.rows import Kind
from newsbeam.pipeline.process.kept import keep_parts, kept_parts
from newsbeam.pipeline.process.memory import releasable
from newsbeam.schemas.quick import dataclass
from newsbeam.schemas.story import Place

HERE = Path(__file__).parent

Ints = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Columns of `places.arrow`, one index per place. Those that are Any are Arrow arrays: read one value at a time."""

    name: Any
    codes: list[str]
    index: dict[str, int]
    """Alpha-2 -> its place in `codes`."""
    code_of: Ints
    admin1: Any
    geonames_id: Ints
    lat: Any
    lon: Any
    population: Ints
    kind: Ints

    def country(self, index: int) -> str:
        """Alpha-2 of the place at `index`."""
        return self.codes[int(self.code_of[index])]

    def place(self, index: int, *, name: str | None = None, offset: int = -1) -> Place:
        """The place at `index` as a column value; `name` as printed, else its own."""
        own, country, geonames_id, lat, lon = facts(index)
        return Place(name=name or own, country=country, geonames_id=geonames_id, lat=lat, lon=lon, offset=offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Sorted UTF-8 keys in one buffer, with the candidates of each: a look-up is a bisection of about 18 steps."""

    blob: bytes
    ends: Sequence[int]
    """Where each key ends in the blob: a memoryview, which gives an int in half of numpy's time."""
    offsets: Ints
    places: Ints
    kinds: Ints

    def find(self, key: bytes) -> list[tuple[int, Kind]]:
        """(place, kind of name), best first; empty where the key is unknown."""
        blob, ends = self.blob, self.ends
        at = bisect_left(range(len(ends) - 1), key, key=lambda i: blob[ends[i] : ends[i + 1]])
        if at >= len(ends) - 1 or blob[ends[at] : ends[at + 1]] != key:
            return []
        start, end = self.offsets[at], self.offsets[at + 1]
        return [(int(p), Kind(k)) for p, k in zip(self.places[start:end], self.kinds[start:end], strict=True)]


def ints(array: Any) -> Ints:
    """A whole-number array without nulls as numpy, without a copy. (`Array.to_numpy` would import pandas: 0.6 s.)"""
    kind = np.dtype(str(array.type))
    values: Ints = np.frombuffer(array.buffers()[1], dtype=kind)
    return values[array.offset : array.offset + len(array)]


def read(name: str, *columns: str) -> Any:
    """One built file, or these of its columns; raises FileNotFoundError with the way out where it was never built."""
    path = HERE / f"{name}.arrow"
    if not path.exists():
        raise FileNotFoundError(f"{path}: the gazetteer is not built; run python -m newsbeam.pipeline.gazetteer.build")
    with pa.memory_map(str(path)) as file:
        if not columns:
            return pa.ipc.open_file(file).read_all()
        numbers = [pa.ipc.open_file(file).schema.get_field_index(column) for column in columns]
        return pa.ipc.open_file(file, options=pa.ipc.IpcReadOptions(included_fields=numbers)).read_all()


@lru_cache(maxsize=8192)
def facts(index: int) -> tuple[str, str, int | None, float | None, float | None]:
    """(name, country, GeoNames id, latitude, longitude) of a place: remembered, for news names a few places over and over."""
    world = places()
    lat, lon = world.lat[index].as_py(), world.lon[index].as_py()
    return (
        world.name[index].as_py(),
        world.country(index),
        int(world.geonames_id[index]) or None,
        None if lat is None else lat / 100,
        None if lon is None else lon / 100,
    )


@releasable
@cache
def places() -> Places:
    """The places, loaded once per process."""
    table = read("places").combine_chunks()
    column = {n: table[n].chunk(0) for n in table.column_names}
    codes = column["country"].dictionary.to_pylist()
    return Places(
        name=column["name"],
        codes=codes,
        index={code: at for at, code in enumerate(codes)},
        code_of=ints(column["country"].indices),
        admin1=column["admin1"],
        geonames_id=ints(column["geonames_id"]),
        lat=column["lat"],
        lon=column["lon"],
        population=ints(column["population"]),
        kind=ints(column["kind"]),
    )


@releasable
@cache
def keys() -> Keys:
    """The look-up keys, loaded once per process."""
    table = read("lookup").combine_chunks()
    key, listed = table["key"].chunk(0), table["places"].chunk(0)
    _, ends, blob = key.buffers()
    return Keys(
        blob=blob.to_pybytes(),
        ends=memoryview(ends).cast("i")[: len(key) + 1],
        offsets=ints(listed.offsets),
        places=ints(listed.values),
        kinds=ints(table["kinds"].chunk(0).values),
    )


@releasable
@cache
def codes() -> dict[str, str]:
    """Folded code or name of a country -> alpha-2: from the user's cache, or read anew (7 ms)."""
    name = f"codes-{xxhash.xxh3_64_hexdigest((HERE / 'codes.arrow').read_bytes())}"
    parts = kept_parts(name)
    if parts is None:
        table = read("codes")
        parts = ["\n".join(table[column].to_pylist()).encode() for column in ("key", "code")]
        keep_parts(name, parts)
    keys, alpha2 = (part.decode().split("\n") for part in parts)
    return dict(zip(keys, alpha2, strict=True))
