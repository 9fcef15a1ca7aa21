"""Publishing: rows are facts, files grow so that no reader stumbles, the cursor goes last (docs/design/publishing.md).

`commit.py` the commit point; `plan.py` what a batch adds to which partition, `rows.py` adds it; `grow.py` and `seal.py` partition files;
`letters.py` dead letters as rows; `finished.py` which batches readers are served; `purge.py` the one exception; `finish.py` the state's one transaction, and recovery.
"""
