"""Frozen data classes, made at a third of their cost, and copied at a fifth: a run imports eighty, 0.8 ms each as Python makes them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from dataclasses import dataclass as made
from operator import attrgetter
from reprlib import recursive_repr
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args

T = TypeVar("T")


__all__ = ["copier", "dataclass", "maker"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls=None, /, **said):
        """As `dataclasses.dataclass`; a class that is frozen, has slots and takes keywords only is made, and makes instances, at a third of
        the cost: its methods are written out and compiled by nobody but for `__init__`. It has no subclasses.
        """
        if cls is None and said == {"frozen": True, "slots": True, "kw_only": True}:
            return _quickly
        return made(cls, **said)


@made(frozen=True, slots=True, kw_only=True)
class _EXAMPLE:
    """What `dataclasses` says of such a class."""


def _quickly(cls: type[T]) -> type[T]:
    own: Any = made(init=False, repr=False, eq=False, slots=True, kw_only=True)(cls)
    listed = fields(own)
    own.__dataclass_params__ = vars(_EXAMPLE)["__dataclass_params__"]  # Beam asks here whether a class is frozen
    compared = _values([one.name for one in listed if one.compare])
    kept = _values([one.name for one in listed])

    def equals(self: Any, other: object) -> bool:
        return bool(compared(self) == compared(other)) if other.__class__ is self.__class__ else NotImplemented

    for name, method in {
        "__init__": _init(own, listed),
        "__eq__": equals,
        "__hash__": lambda self: hash(compared(self)),
        "__repr__": _repr(own, [one for one in listed if one.repr]),
        "__setattr__": _refuse_change,
        "__delattr__": _refuse_loss,
        "__getstate__": lambda self: kept(self),  # noqa: PLW0108  what operator makes is no method
        "__setstate__": _set_state,
        "__init_subclass__": classmethod(_refuse_subclass),
    }.items():
        if own.__dict__.get(name) is None:
            setattr(own, name, method)
    return cast("type[T]", own)


def _values(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What gives an instance's values of these fields."""
    if len(names) == 1:
        (name,) = names
        return lambda self: (getattr(self, name),)
    if not names:
        return lambda _: ()
    got: Callable[[Any], tuple[Any, ...]] = attrgetter(*names)
    return got


_FLAT = frozenset({str, bytes, int, float, bool, NoneType})
"""What holds nothing, so that no instance is within itself."""


def _repr(own: Any, shown: list[Field[Any]]) -> Callable[[Any], str]:
    """As `dataclasses` makes it, written out where it is first asked: an entry's claims are hashed as they are shown."""

    def first(self: Any) -> str:
        known: dict[str, Any] = {}
        values = ", ".join(f"{one.name}={{self.{one.name}!r}}" for one in shown)
        exec(f'def said(self): return f"{{type(self).__qualname__}}({values})"', known)  # noqa: S102  as dataclasses makes its own
        flat = all(_FLAT.issuperset(get_args(one.type) or (one.type,)) for one in shown)
        own.__repr__ = known["said"] if flat else recursive_repr()(known["said"])
        return repr(self)

    return first


def _init(own: Any, listed: tuple[Field[Any], ...]) -> Callable[..., None]:
    """A frozen class's own `__init__` calls `object.__setattr__` for every field: 19 microseconds for a Story. Here an instance is of a
    class with the same slots and nothing frozen while its fields are set, and of its own from then on.
    """
    known: dict[str, Any] = {
        "frozen": own,
        "loose": type(own.__name__, (), {"__slots__": own.__slots__}),
        "become": object.__setattr__,
        "missing": MISSING,
    }
    parameters, body = [], ["become(self, '__class__', loose)"]
    for one in listed:
        if one.default_factory is not MISSING:
            known[f"_{one.name}"] = one.default_factory
            parameters.append(f"{one.name}=missing")
            body.append(f"self.{one.name} = _{one.name}() if {one.name} is missing else {one.name}")
            continue
        if one.default is not MISSING:
            known[f"_{one.name}"] = one.default
        parameters.append(one.name if one.default is MISSING else f"{one.name}=_{one.name}")
        body.append(f"self.{one.name} = {one.name}")
    body.append("self.__class__ = frozen")
    exec(f"def __init__(self, *, {', '.join(parameters)}):\n  " + "\n  ".join(body), known)  # noqa: S102  as dataclasses makes its own
    init: Callable[..., None] = known["__init__"]
    init.__module__, init.__qualname__ = own.__module__, f"{own.__qualname__}.__init__"
    init.__annotations__ = {**{one.name: one.type for one in listed}, "return": None}
    return init


def _refuse_change(self: Any, name: str, value: object) -> None:  # noqa: ARG001
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_loss(self: Any, name: str) -> None:  # noqa: ARG001
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _set_state(self: Any, state: Sequence[Any]) -> None:
    for one, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)


def _refuse_subclass(cls: Any) -> None:
    raise TypeError(f"{cls.__name__}: its base is made by newsbeam.schemas.quick.dataclass, for classes without subclasses")


def copier(cls: type[T]) -> Callable[[T, Mapping[str, Any]], T]:
    """What `dataclasses.replace` is for `cls`, a class of `dataclass`, at a fifth of its cost. A name that begins with `_` is passed over;
    raises KeyError for what else is no field.
    """
    own: Any = cls
    names = [one.name for one in fields(own)]
    known: dict[str, Any] = {
        "loose": type(cls.__name__, (), {"__slots__": own.__slots__}),
        "frozen": cls,
        "names": frozenset(names),
    }
    body = ["copy = loose()", *(f"copy.{name} = one.{name}" for name in names)]
    body += [
        "for name, value in changed.items():",
        "  if name in names: setattr(copy, name, value)",
        "  elif name[0] != '_': raise KeyError(name)",
    ]
    body += ["copy.__class__ = frozen", "return copy"]
    exec("def copied(one, changed):\n  " + "\n  ".join(body), known)  # noqa: S102  as dataclasses makes its own
    made: Callable[[T, Mapping[str, Any]], T] = known["copied"]
    return made


def maker(cls: type[T]) -> Callable[..., T]:
    """A function of a class's fields, in their order and without defaults, that makes one: a third of what the class itself takes, which
    a stage pays for every name in a text.

    >>> @dataclass(frozen=True, slots=True, kw_only=True)
    ... class Point:
    ...     x: int
    ...     y: int = 0
    >>> maker(Point)(1, 2) == Point(x=1, y=2)
    True
    """
    own: Any = cls
    names = [one.name for one in fields(own)]
    known: dict[str, Any] = {"loose": type(cls.__name__, (), {"__slots__": own.__slots__}), "frozen": cls}
    body = ["one = loose()", *(f"one.{name} = {name}" for name in names), "one.__class__ = frozen", "return one"]
    exec(f"def made({', '.join(names)}):\n  " + "\n  ".join(body), known)  # noqa: S102  as dataclasses makes its own
    made: Callable[..., T] = known["made"]
    return made
