"""Days of 15-minute batches over 40 countries: how many files they end in, and what a batch costs as the history grows.

`python tests/durability/simulation.py DAYS [STORIES A BATCH]` prints the figures.
"""

import hashlib
import sys
import tempfile
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parent))

from source import digits, story

from newsbeam.connectors.state.database import open_state
from newsbeam.pipeline.dataset.history import History
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.publish.commit import Commit, write_commit
from newsbeam.pipeline.publish.finish import finish, seal_due
from newsbeam.pipeline.publish.rows import publish
from newsbeam.pipeline.stages.ledger import FragmentRef
from newsbeam.schemas.arrow import FRAGMENT_SCHEMA, fragment_of

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
COUNTRIES = [f"{a}{b}" for a in "ABCD" for b in "ABCDEFGHIJ"]


def fragment(batch: int, count: int, as_of: datetime) -> pa.Table:
    """`count` new stories over all countries, a few of them from the day before."""
    model = fragment_of([story(0, 1, as_of, "x.warc.gz#0#x", 0)]).to_pylist()[0]
    numbers = range(batch * count, (batch + 1) * count)
    created = [as_of - timedelta(minutes=7 * (n % 13) + (1440 if n % 50 == 0 else 0)) for n in numbers]
    own = {
        "story_id": [digits("story", n) for n in numbers],
        "telling_id": [digits("telling", n) for n in numbers],
        "headline": [f"What happened {n} times, told by the {digits(n)[:9]}" for n in numbers],
        "body_text": [" ".join(digits(n, k)[: 3 + k % 7] for k in range(120)) for n in numbers],
        "first_created": created,
        "date": [one.date().isoformat() for one in created],
        "country": [COUNTRIES[n % len(COUNTRIES)] for n in numbers],
        "entry": list(range(count)),
    }
    columns = [pa.array(own[f.name] if f.name in own else [model[f.name]] * count, f.type) for f in FRAGMENT_SCHEMA]
    return pa.Table.from_arrays(columns, schema=FRAGMENT_SCHEMA)


def simulate(root: Path, days: int, stories: int, tell=None, batches_a_day: int = 96) -> dict[str, float]:
    """Publish `days` of batches; figures of the whole."""
    out = Output(root)
    out.prepare()
    spent, sealing, per_day = 0.0, 0.0, []
    sealed: Counter[str] = Counter()
    with closing(open_state(out.database)) as conn:
        for batch in range(days * batches_a_day):
            as_of = BEGIN + timedelta(days=batch / batches_a_day)
            table = fragment(batch, stories, as_of)
            batch_id = f"b{batch:06}"
            out.batch(batch_id).mkdir()
            path = out.batch(batch_id) / "fragment-0.parquet"
            pq.write_table(table, path, compression="lz4", use_dictionary=False, write_statistics=False)
            ref = FragmentRef(path.name, stories, hashlib.sha256(path.read_bytes()).hexdigest())
            commit = Commit(batch_id=batch_id, published_at=as_of, newsbeam_version="0.1.0", fragments=(ref,))
            began = perf_counter()
            History.load(out.stories, out.storage)  # as the batch's worker does
            write_commit(out, commit)
            publish(out, commit)
            finish(out, conn, commit)
            middle = perf_counter()
            sealed.update(seal_due(out, conn, as_of))
            spent += perf_counter() - began
            sealing += perf_counter() - middle
            per_day.append(perf_counter() - began)
            if tell and (batch + 1) % batches_a_day == 0:
                tell(f"day {(batch + 1) // batches_a_day}: {sum(per_day) / len(per_day) * 1e3:.0f} ms a batch")
                per_day = []
        for hours in (48, 49, 50, 51, 52, 53, 54, 55, 72, 73):  # quiet days after: what is settled is sealed
            as_of = BEGIN + timedelta(days=days, hours=hours)
            for _ in range(1 + len(COUNTRIES) * days // 16):
                sealed.update(seal_due(out, conn, as_of))
    files = list(out.stories.rglob("*.parquet"))
    partitions = {path.parent for path in files}
    groups = [pq.read_metadata(path).num_row_groups for path in files]
    rows = sum(pq.read_metadata(path).num_rows for path in files)
    return {
        "batches": days * batches_a_day,
        "rows": rows,
        "partitions": len(partitions),
        "files": len(files),
        "row groups at most": max(groups),
        "sealings": sum(sealed.values()),
        "seconds": round(spent, 1),
        "of them sealing": round(sealing, 1),
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(simulate(Path(folder) / "out", int(sys.argv[1]), int((sys.argv[2:] or ["400"])[0]), print))
