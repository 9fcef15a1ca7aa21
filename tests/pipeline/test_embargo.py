"""An embargo that only the copy prints is kept wherever the feed sends that copy."""

from datetime import timedelta

import pytest
from newsroom import NOON, item, rows, run, write

PRINTED = "EMBARGOED UNTIL 1500 GMT, Sunday 3 May 2026. LAGOS - Ferry tickets will cost less from Monday, the port authority said."


@pytest.mark.slow
def test_an_embargo_printed_in_the_description_is_held(desk):
    write(desk, "lagoon", item("lagoon.example", 1, PRINTED))
    assert run(desk).totals.held == 1
    assert len(rows(desk / "out")) == 3
    released = run(desk, at=NOON + timedelta(hours=4), only=frozenset())
    assert (released.conservation.released, released.totals.new) == (1, 1)
