import pytest
from newsroom import BODIES, FEEDS, item, write


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "feeds.toml").write_text(FEEDS)
    write(tmp_path, "kestrel", *(item("kestrel.example", n + 1, text) for n, text in enumerate(BODIES)))
    write(
        tmp_path, "lagoon", item("lagoon.example", 1, "LAGOS - Ferry tickets will cost less from Monday, the port authority said.")
    )
    return tmp_path
