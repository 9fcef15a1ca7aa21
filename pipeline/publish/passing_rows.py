"""The rows of a batch on their way into `stories/`, kept for the files that readers get: a small one beside each day's others."""

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from datetime import timedelta
from itertools import groupby

import pyarrow as pa

from newsbeam.connectors.disk.failpoints import failpoint
from newsbeam.pipeline.dataset.day_list import Entry
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.reading import Room
from newsbeam.pipeline.process.threads import writers
from newsbeam.pipeline.publish import open_days
from newsbeam.pipeline.publish.added_rows import Portion
from newsbeam.pipeline.publish.commit import Commit
from newsbeam.pipeline.publish.current_file import current_rows
from newsbeam.pipeline.publish.day_files import day_rows, write
from newsbeam.pipeline.publish.mend_days import torn_days
from newsbeam.pipeline.publish.plan import Plan
from newsbeam.pipeline.publish.row_groups import growing

WORTH = 64
"""Rows of a day that the table had nothing of, from which on the batch makes its files at once; else settling does, in its turn."""
RECENT = timedelta(days=2)
"""Days that began so shortly before the batch get their files at once however few rows they have."""
MANY = 20_000
"""A day that gains more rows than this from one batch is settled when it is its turn: so many are not held in memory."""


_Run = tuple[pa.Table, list[str]]
"""Rows of a day, and the country of each. In one piece for many countries: columns in a piece a country take twice as long to write."""


class PassingRows:
    """Of each day that the batch adds to, the rows; put on the list when they are in their places."""

    def __init__(self, out: Output, commit: Commit, planned: Plan) -> None:
        self._room = Room.of(out.stories, out.storage)
        homes = [(one.date, one.country) for one in planned.additions if one.kept]
        opened = open_days.prepare(self._room, homes, commit.batch_id)
        torn = torn_days(self._room, opened.was)
        self._was = [one for one in opened.was if one.part == "days" and one.date not in torn]
        counts = Counter[str]()
        for one in planned.additions:
            counts[one.date] += len(one.kept)
        recent = (commit.published_at - RECENT).date().isoformat()
        listed = {one.date for one in self._was}
        self._new = {date for date in opened.new if counts[date] >= WORTH or date >= recent}
        self._dates = {date for date in listed | self._new if 0 < counts[date] <= MANY}
        self._fresh: list[Entry] = []
        self._hands = writers(planned.fresh)
        self._writing: list[Future[None]] = []

    def passing(self, portions: Iterable[Portion]) -> Iterator[Portion]:
        """The same portions, which come day by day; the rows of days that readers get files of are written as well."""
        date, held = "", list[_Run]()
        for together, table in portions:
            at = 0
            for day, those in groupby(together, key=lambda one: one.date):
                countries = [one.country for one in those for _ in one.kept]
                if day != date:
                    self._write(date, held)
                    date, held = day, []
                    if self._writing:
                        self._writing[-1].result()  # a day at a time is in memory
                if date in self._dates:
                    held.append((table.slice(at, len(countries)), countries))
                at += len(countries)
            yield together, table
        self._write(date, held)

    def _write(self, date: str, held: list[_Run]) -> None:
        if not held:
            return
        is_new = date in self._new
        file = f"date={date}/{'' if is_new else 'late-'}{open_days.now():020}.parquet"
        self._writing.append(self._hands.submit(self._write_day, file, held, is_new))
        self._fresh.append(Entry("days", date, file, clean=is_new))
        if is_new:
            self._fresh.append(Entry("current", date, file, clean=True))

    def _write_day(self, file: str, held: list[_Run], is_new: bool) -> None:
        rows = pa.concat_tables([day_rows(table, countries) for table, countries in held])
        write(self._room.root / "days" / file, [rows], growing)
        if is_new:
            write(self._room.root / "current" / file, [current_rows(rows)], growing)

    def enlist(self) -> None:
        """Put the days on the list again. All rows are published."""
        if not self._fresh:
            return
        for one in self._writing:
            one.result()
        failpoint("mid_late")
        dates = {one.date for one in self._fresh}
        open_days.enlist(self._room, [*(one._replace(clean=False) for one in self._was if one.date in dates), *self._fresh])
