"""Our nouns to and from JSON, by their annotations. COMMIT is read by the program that wrote it, or by a newer one."""

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, cast


def to_json(value: Any) -> Any:
    """A dataclass, named tuple, mapping, sequence or scalar as what `json` can write. Bytes become hex, times ISO 8601."""
    kind: Any = type(value)
    written = _writer(kind)
    return value if written is None else written(value)


@cache
def _writer(kind: type) -> Callable[[Any], Any] | None:
    """How values of one class are written, None for as they are: a COMMIT holds some ten values an entry, of few classes."""
    if dataclasses.is_dataclass(kind):
        names = tuple(f.name for f in dataclasses.fields(kind))
        return lambda value: {name: to_json(getattr(value, name)) for name in names}
    if issubclass(kind, Mapping):
        return lambda value: {str(key): to_json(one) for key, one in value.items()}
    if issubclass(kind, (list, tuple)):
        return lambda value: [to_json(one) for one in value]
    if issubclass(kind, bytes):
        return kind.hex
    if issubclass(kind, datetime):
        return kind.isoformat
    return None


def from_json(kind: Any, value: Any) -> Any:  # noqa: C901 (one branch per kind of annotation)
    """The inverse of `to_json` for a type or annotation. Fields that are missing take their default."""
    if value is None or kind is Any:
        return value
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return from_json(next(one for one in arguments if one is not type(None)), value)
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return tuple(from_json(arguments[0], one) for one in value)
        return tuple(from_json(a, one) for a, one in zip(arguments, value, strict=True))
    if origin in (list, frozenset, set):
        return origin(from_json(arguments[0], one) for one in value)
    if origin is not None and issubclass(origin, Mapping):
        return {key: from_json(arguments[1], one) for key, one in value.items()}
    if dataclasses.is_dataclass(kind):
        make = cast("Callable[..., Any]", kind)
        hints = _hints(make)
        return make(**{name: from_json(hints[name], one) for name, one in value.items() if name in hints})
    if isinstance(kind, type) and issubclass(kind, tuple):
        if isinstance(value, Mapping):  # written when the class was a dataclass still
            value = [value[name] for name in _hints(kind)]
        return kind(*(from_json(hint, one) for hint, one in zip(_hints(kind).values(), value, strict=True)))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if kind is bytes:
        return bytes.fromhex(value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    return value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)
