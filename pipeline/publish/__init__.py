"""Publishing: rows are facts, files grow so that no reader stumbles, the cursor goes last (docs/design/publishing.md).

`commit.py` the commit point; `plan.py` what a batch adds to which partition, `rows.py` adds it; `grow.py` and `seal.py` partition files;
`letters.py` dead letters as rows; `finished.py` which batches readers are served; `purge.py` the one exception; `finish.py` the state's one transaction, and recovery.
"""

from newsbeam.pipeline.publish.commit import Commit, StateChange, read_commit, write_commit
from newsbeam.pipeline.publish.finish import Recovery, finish, recover, seal_due
from newsbeam.pipeline.publish.plan import Plan, plan
from newsbeam.pipeline.publish.rows import Growth, growths_of, publish

__all__ = [
    "Commit",
    "Growth",
    "Plan",
    "Recovery",
    "StateChange",
    "finish",
    "growths_of",
    "plan",
    "publish",
    "read_commit",
    "recover",
    "seal_due",
    "write_commit",
]
