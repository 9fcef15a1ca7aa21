"""What a batch costs against the rows already published: CPU seconds of history, plan, publish and state, 400 stories each.

`python tests/durability/figures_cost.py ROWS` prints one line.
"""

import hashlib
import sys
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import process_time

import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parent))

import simulation
from figures_history import AS_OF, COUNTRIES, dataset

from newsbeam.connectors.state.database import open_state
from newsbeam.pipeline.dataset.history import History
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.publish.commit import Commit, write_commit
from newsbeam.pipeline.publish.finish import finish
from newsbeam.pipeline.publish.rows import publish
from newsbeam.pipeline.stages.ledger import FragmentRef


def main() -> None:
    rows = int(sys.argv[1])
    simulation.COUNTRIES[:] = COUNTRIES[:40]
    with tempfile.TemporaryDirectory() as folder:
        out = Output(Path(folder) / "out")
        out.prepare()
        dataset(out.stories, rows)
        spent = []
        with closing(open_state(out.database)) as conn:
            for number in range(8):
                as_of = AS_OF + timedelta(minutes=15 * number)
                batch_id = f"b{number}"
                out.batch(batch_id).mkdir()
                path = out.batch(batch_id) / "fragment-0.parquet"
                pq.write_table(simulation.fragment(number, 400, as_of), path, compression="lz4", use_dictionary=False)
                ref = FragmentRef(path.name, 400, hashlib.sha256(path.read_bytes()).hexdigest())
                commit = Commit(batch_id=batch_id, published_at=as_of, newsbeam_version="0.1.0", fragments=(ref,))
                began = process_time()
                History.load(out.stories)
                write_commit(out, commit)
                publish(out, commit)
                finish(out, conn, commit)
                spent.append(process_time() - began)
        print(
            f"{rows:>9,} rows: first batch {spent[0]:.2f} s CPU (makes the key files), then {median(spent[2:]) * 1e3:.0f} ms a batch"
        )


if __name__ == "__main__":
    main()
