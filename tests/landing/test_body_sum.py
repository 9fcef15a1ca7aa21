"""The sum of a body is that of its bytes, whichever was asked for before."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from newsbeam.connectors.landing.body_sum import MOST, sha256_of


@given(st.lists(st.sampled_from([b"", b"a", b"b", b"<rss/>"]) | st.binary(max_size=20), max_size=12))
def test_each_body_has_its_own(bodies):
    for body in (*bodies, *reversed(bodies)):
        assert sha256_of(body) == sha256_of(bytes(body)) == sha256(body).digest()


def test_a_large_body_is_not_held():
    large = bytes(MOST + 1)
    assert sha256_of(large) == sha256_of(large) == sha256(large).digest()
    assert sha256_of(b"small") == sha256(b"small").digest()
