"""The log's line of a run says what the report says: its sums add up, in words and as JSON."""

import logging
import re

from newsroom import NOON

from newsbeam.pipeline.report.model import Conservation, RunReport, Totals
from newsbeam.pipeline.runs.log_line import log_run

LOG = logging.getLogger("newsbeam.test")
ENDS = Totals(entries=63, new=1, revisions=2, duplicates=4, held=8, dead_letters=16, item_limit=32)


def test_every_end_of_an_entry_is_in_the_line_and_in_the_event(caplog):
    caplog.set_level(logging.INFO, LOG.name)  # whatever a command that ran before has set for all of newsbeam
    words = {"exit_code": 0, "newsbeam_version": "0", "config_hash": "", "conservation": Conservation()}
    log_run(LOG, RunReport(batch_id="b", started_at=NOON, finished_at=NOON, as_of=NOON, totals=ENDS, **words))
    (record,) = caplog.records
    whole, *parts = map(
        int, re.findall(r"(\d+) (?:entries|new|revisions|duplicates|held|dead letters|over the limit)", record.getMessage())
    )
    assert (whole, sum(parts)) == (63, 63)
    assert {name: record.event[name] for name in ("entries", "held", "item_limit")} == {"entries": 63, "held": 8, "item_limit": 32}
