"""Few rows and many are answered alike."""

import sys

import pyarrow as pa
import pytest

from newsbeam.pipeline.process import arrow_kernels as kernels


@pytest.mark.parametrize("many", [0, 10_000])
def test_few_rows_and_many_are_answered_alike(monkeypatch, many):
    monkeypatch.setattr(kernels, "MANY", many)
    names = pa.chunked_array([["a", None], ["b", "c"]])
    assert kernels.among(names, {"b", "a"}).tolist() == [True, False, True, False]
    assert kernels.among(pa.array([b"1", b""], pa.binary()), {b"1": [2]}).tolist() == [True, False]
    assert kernels.among(names, ()).tolist() == [False] * 4
    assert kernels.alike(pa.array(["a", "b"]), pa.array(["a", "c"])).tolist() == [True, False]


@pytest.mark.parametrize("many", [0, 10_000])
def test_rows_are_taken_in_the_order_asked_for(monkeypatch, many):
    monkeypatch.setattr(kernels, "MANY", many)
    monkeypatch.delitem(sys.modules, "pyarrow.compute", raising=False)
    table = pa.table({"n": pa.chunked_array([[0, 1, 2], [3, 4]]), "name": pa.chunked_array([["a", None, "c"], ["d", ""]])})
    assert kernels.taken(table, [3, 0, 1, 2, 1]).to_pydict() == {"n": [3, 0, 1, 2, 1], "name": ["d", "a", None, "c", None]}
    assert kernels.taken(table, []).num_rows == 0
    assert kernels.taken(table, []).schema == table.schema


@pytest.mark.parametrize("many", [0, 10_000])
def test_columns_of_nothing_but_nulls_stay_in_their_places(monkeypatch, many):
    monkeypatch.setattr(kernels, "MANY", many)
    monkeypatch.delitem(sys.modules, "pyarrow.compute", raising=False)
    table = pa.table(
        {"none": pa.nulls(3, pa.string()), "n": [0, 1, 2], "no": pa.nulls(3, pa.list_(pa.int32())), "some": [None, "b", None]}
    )
    found = kernels.taken(table, [2, 1])
    found.validate(full=True)
    assert found.schema == table.schema
    assert found.to_pydict() == {"none": [None, None], "n": [2, 1], "no": [None, None], "some": [None, "b"]}
    assert kernels.taken(table.select(["none"]), [2, 1]).to_pydict() == {"none": [None, None]}
    assert kernels.taken(table.slice(0, 0), []).schema == table.schema


@pytest.mark.parametrize("slices", [1, 3, 128])
def test_rows_are_taken_from_batch_after_batch(monkeypatch, slices):
    monkeypatch.setattr(kernels, "SLICES", slices)
    monkeypatch.delitem(sys.modules, "pyarrow.compute", raising=False)
    whole = pa.table({"n": range(20), "none": pa.nulls(20, pa.string()), "list": [[n, n] for n in range(20)]})
    table = pa.concat_tables([whole.slice(0, 0), whole.slice(0, 7), whole.slice(7, 1), whole.slice(8)])
    for order in (range(20), range(5, 12), [19, 0, 7, 6, 8, 9, 9, 3, 4], [7], [8, 7, 6], [6, 7, 8]):
        found = kernels.taken(table, order)
        found.validate(full=True)
        assert found.schema == whole.schema
        assert found.to_pylist() == [whole.slice(n, 1).to_pylist()[0] for n in order]


def test_timestamps_are_microseconds():
    times = pa.chunked_array([pa.array([0, None], pa.timestamp("us", "UTC")), pa.array([7], pa.timestamp("us", "UTC"))])
    assert kernels.microseconds(times) == [0, None, 7]


@pytest.mark.parametrize("many", [0, 10_000])
def test_the_first_of_some_columns_is_taken_row_by_row(monkeypatch, many):
    monkeypatch.setattr(kernels, "MANY", many)
    monkeypatch.delitem(sys.modules, "pyarrow.compute", raising=False)
    none, some, all_of = (pa.chunked_array([one], pa.string()) for one in ([None] * 3, ["a", None, None], ["x", "y", "z"]))
    assert kernels.first_of([none, all_of, some]) is all_of
    assert kernels.first_of([none, none]) is none
    assert kernels.first_of([none, some, all_of]).to_pylist() == ["a", "y", "z"]
    assert kernels.first_of([some, none]).to_pylist() == ["a", None, None]


def test_a_column_is_the_same_only_where_it_lies_in_the_same_place():
    one = pa.chunked_array([["a", "b"], ["c"]])
    table = pa.table({"one": one, "again": one, "other": pa.chunked_array([["a", "b"], ["c"]])}).slice(1)
    assert kernels.is_same(table.column("one"), table.column("again"))
    assert not kernels.is_same(table.column("one"), table.column("other"))
    assert not kernels.is_same(table.column("one"), table.column("again").slice(1))


@pytest.mark.parametrize("many", [0, 10_000])
@pytest.mark.parametrize("last", ["c", "z", None])
def test_a_value_is_placed_in_the_first_column_that_has_it_or_kept_apart(monkeypatch, many, last):
    monkeypatch.setattr(kernels, "MANY", many)
    monkeypatch.delitem(sys.modules, "pyarrow.compute", raising=False)
    column, body, summary = (
        pa.chunked_array([one], pa.string()) for one in (["a", "b", None, last], ["a", None, "x", "c"], ["a", "b", None, "y"])
    )
    names, apart = kernels.place_of(column, {"body": body, "summary": summary})
    assert names.to_pylist() == ["body", "summary", None, "body" if last == "c" else None]
    assert apart.to_pylist() == [None, None, None, "z" if last == "z" else None]
