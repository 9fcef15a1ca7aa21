"""`newsbeam site`: an output as a static site of few pages. No server, no script, nothing from outside; everything fetched is escaped."""

import os
from pathlib import Path
from typing import Any, NamedTuple

from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.site import queries
from newsbeam.pipeline.site.coverage import coverage
from newsbeam.pipeline.site.front import Front
from newsbeam.pipeline.site.operations import operations
from newsbeam.pipeline.site.shell import MARK
from newsbeam.pipeline.site.story import story_page
from newsbeam.schemas.errors import UsageError

MOST_STORIES = 400
"""Stories with a page of their own: those that the front page leads to."""


class Written(NamedTuple):
    """What was written."""

    folder: Path
    pages: int
    stories: int


def write_site(out: Output, folder: Path, conn: Any) -> Written:
    """Write the site into a folder, page by page over what is there. `conn` has the views of the output.

    Raises UsageError on a folder whose pages are another's, OSError.
    """
    _refuse_foreign(folder)
    (folder / "story").mkdir(parents=True, exist_ok=True)
    front = Front(conn)
    wanted = frozenset(front.stories[:MOST_STORIES])
    tellings: dict[str, list[dict[str, Any]]] = {}
    for row in queries.asked(conn, queries.STORY, sorted(wanted)):
        tellings.setdefault(row["story_id"], []).append(row)
    clusters: dict[str, list[dict[str, Any]]] = {}
    for row in queries.asked(conn, queries.FOLLOWERS, sorted(wanted)):
        clusters.setdefault(row["cluster_id"], []).append(row)
    for story_id, rows in tellings.items():
        _write(folder / "story" / f"{story_id}.html", story_page(rows, clusters.get(rows[0]["cluster_id"], ()), wanted))
    for stale in (folder / "story").glob("*.html"):
        if stale.stem not in tellings:
            stale.unlink()
    runs = queries.reports(out.root / "runs")
    reports = os.path.relpath((out.root / "runs").resolve(), folder.resolve())
    _write(folder / "coverage.html", coverage(conn))
    _write(
        folder / "operations.html",
        operations(runs, queries.operations(out.database, runs), reports),
    )
    _write(folder / "index.html", front.page(tellings.keys()))
    return Written(folder, 3 + len(tellings), len(tellings))


def _refuse_foreign(folder: Path) -> None:
    """A site takes the place of the one before it, pages of stories that are gone included: of one of its own."""
    index = folder / "index.html"
    ours = index.is_file() and MARK in index.read_text("utf-8", "replace")
    if not ours and (index.exists() or next((folder / "story").glob("*"), None) is not None):
        raise UsageError(f"{folder}: has pages of another site; name a folder of its own for this one (or an empty one)")


def _write(path: Path, page: str) -> None:
    """Written aside and renamed: a reader finds the page before or the page after."""
    aside = path.with_name(f".{path.name}.tmp")
    aside.write_text(page, encoding="utf-8")
    aside.replace(path)
