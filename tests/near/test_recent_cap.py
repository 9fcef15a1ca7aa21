"""A phrase that thousands of published texts share costs a new text a bucket, not thousands of comparisons."""

import numpy as np

from newsbeam.pipeline.near.candidates import BUCKET_CAP, Keys, index_of, pairs_between


def keys(rows: list[list[int]]) -> Keys:
    flat = np.array([key for row in rows for key in row], np.uint32)
    owners = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    return Keys(flat, owners, np.array([len(row) for row in rows], np.int64))


def test_a_shared_phrase_meets_the_bucket_s_first_rows_only():
    phrase = list(range(100, 120))
    new, old, _ = pairs_between(index_of(keys([phrase])), keys([phrase] * 500))
    assert new.tolist() == [0] * BUCKET_CAP
    assert old.tolist() == list(range(BUCKET_CAP))


def test_a_copy_is_found_among_rows_that_share_nothing():
    copied = list(range(5_000, 5_064))
    others = [list(range(n * 64, n * 64 + 64)) for n in range(40)]
    _, old, _ = pairs_between(index_of(keys([copied])), keys([*others, copied]))
    assert old.tolist() == [40]
