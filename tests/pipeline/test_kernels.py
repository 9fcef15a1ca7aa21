"""Few rows and many are answered alike."""

import pyarrow as pa
import pytest

from pipeline import kernels


@pytest.mark.parametrize("many", [0, 10_000])
def test_few_rows_and_many_are_answered_alike(monkeypatch, many):
    monkeypatch.setattr(kernels, "MANY", many)
    names = pa.chunked_array([["a", None], ["b", "c"]])
    assert kernels.among(names, {"b", "a"}).tolist() == [True, False, True, False]
    assert kernels.among(pa.array([b"1", b""], pa.binary()), {b"1": [2]}).tolist() == [True, False]
    assert kernels.among(names, ()).tolist() == [False] * 4
    assert kernels.alike(pa.array(["a", "b"]), pa.array(["a", "c"])).tolist() == [True, False]
