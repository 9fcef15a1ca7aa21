"""Stories and items are made quickly, and are what frozen data classes are all the same."""

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from newsbeam.schemas.item import Item
from newsbeam.schemas.quick import quickly_made
from newsbeam.schemas.story import Story


@quickly_made
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


def test_a_factory_of_defaults_is_refused():
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Basin:
        ships: list[str] = field(default_factory=list)

    with pytest.raises(TypeError, match="ships"):
        quickly_made(Basin)
