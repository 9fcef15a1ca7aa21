import pytest
from simulation import simulate

pytestmark = pytest.mark.slow


def test_days_of_batches_end_with_one_file_a_partition(tmp_path):
    figures = simulate(tmp_path / "out", 2, 40, batches_a_day=6)
    assert figures["rows"] == 2 * 6 * 40
    assert figures["files"] == figures["partitions"]
    assert figures["row groups at most"] == 1
