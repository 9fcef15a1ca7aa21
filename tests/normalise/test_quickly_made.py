"""Stories and items are made quickly, and are what frozen data classes are all the same."""

import copy
import pickle
from dataclasses import FrozenInstanceError, asdict, field, fields, replace
from dataclasses import dataclass as plain
from inspect import signature

import pytest

from newsbeam.schemas.item import Item
from newsbeam.schemas.quick import copier, dataclass, maker
from newsbeam.schemas.story import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Quay:
    name: str
    berths: tuple[int, ...] = ()
    notes: str | None = None


def test_fields_defaults_and_what_is_missing():
    one, other = Quay(name="North"), Quay(name="South", berths=(1, 2), notes="new")
    assert (one.name, one.berths, one.notes) == ("North", (), None)
    assert (other.name, other.berths, other.notes) == ("South", (1, 2), "new")
    assert one == Quay(name="North") != other
    for wrong in ({}, {"name": "North", "depth": 9}):
        with pytest.raises(TypeError):
            Quay(**wrong)


def test_none_can_be_changed():
    one = Quay(name="North")
    with pytest.raises(FrozenInstanceError):
        one.name = "South"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del one.name  # type: ignore[misc]
    assert type(one) is Quay


def test_copies_are_the_same():
    item = Item(entry=3, format="rss_atom", headline="Ferry sails", keywords=("boats",))
    for same in (copy.copy(item), copy.deepcopy(item), pickle.loads(pickle.dumps(item)), replace(item)):
        assert same == item
        assert type(same) is Item
    assert hash(item) == hash(replace(item))
    assert replace(item, headline="Ferry waits").headline == "Ferry waits"
    assert repr(item).startswith("Item(entry=3, ")
    assert Item.__init__.__name__ == Story.__init__.__name__ == "__init__"


def test_made_of_its_fields_in_their_order():
    one = maker(Quay)("North", (1,), None)
    assert one == Quay(name="North", berths=(1,))
    assert type(one) is Quay
    with pytest.raises(FrozenInstanceError):
        one.name = "South"  # type: ignore[misc]
    with pytest.raises(TypeError):
        maker(Quay)("North")


def test_a_copy_is_asked_for_fields_alone():
    copied = copier(Quay)
    assert copied(Quay(name="North", notes="x"), {"name": "South", "_seen": 3}) == Quay(name="South", notes="x")
    with pytest.raises(KeyError, match="depth"):
        copied(Quay(name="North"), {"depth": 9})


def test_a_factory_of_defaults_is_asked_for_each():
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Basin:
        """Ships."""

        ships: list[str] = field(default_factory=list)
        note: str = field(default="", compare=False, repr=False)

    one, other = Basin(), Basin(note="new")
    assert one == other
    assert one.ships is not other.ships
    assert repr(other).endswith("Basin(ships=[])")


@plain(frozen=True, slots=True, kw_only=True)
class Plain:
    name: str
    berths: tuple[int, ...] = ()
    notes: str | None = None


def test_it_says_of_itself_what_pythons_own_says():
    one, other = Quay(name="North", notes="x"), Plain(name="North", notes="x")
    assert repr(one) == repr(other).replace("Plain", "Quay")
    assert hash(one) == hash(other)
    assert asdict(one) == asdict(other)
    assert [(each.name, each.type, each.default) for each in fields(Quay)] == [
        (each.name, each.type, each.default) for each in fields(Plain)
    ]
    assert Quay.__dataclass_params__ == Plain.__dataclass_params__ or repr(Quay.__dataclass_params__) == repr(
        Plain.__dataclass_params__
    )
    assert Quay.__match_args__ == Plain.__match_args__ == ()
    assert signature(Quay) == signature(Plain)
    assert one != other
    assert one != "North"
    with pytest.raises(TypeError):
        Quay("North")
    with pytest.raises(FrozenInstanceError):
        one.depth = 3
    assert not hasattr(one, "__dict__")


def test_others_are_made_as_ever_and_it_has_no_subclass():
    @dataclass(slots=True)
    class Loose:
        name: str

    loose = Loose("North")
    loose.name = "South"
    assert loose == Loose("South")
    with pytest.raises(TypeError, match="Pier"):
        type("Pier", (Quay,), {})
