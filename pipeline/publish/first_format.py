"""Reads what newsbeam 0.1 wrote into COMMIT and the journal: bytes as hex, named tuples as objects or lists. Nothing writes it now."""

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, cast


def from_json(kind: Any, value: Any) -> Any:  # noqa: C901 (one branch per kind of annotation)
    """A value of a type or annotation, made from JSON values. Fields that are missing take their default."""
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
            value = {_SINCE.get(name, name): one for name, one in value.items()}
            value = [value[name] for name in _hints(kind) if name in value]
        return kind(
            *(from_json(hint, one) for hint, one in zip(_hints(kind).values(), value, strict=False))
        )  # fields that came since have defaults
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if kind is bytes:
        return bytes.fromhex(value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    return value


_SINCE = {"sha256": "digest"}
"""Names of that time, and what they have become."""


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)
