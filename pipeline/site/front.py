"""The front page: what most providers carry, whose headline changed, what was corrected or taken back, and what came last."""

from collections.abc import Collection
from difflib import SequenceMatcher
from typing import Any

from newsbeam.pipeline.site import queries
from newsbeam.pipeline.site.shell import page, safe
from newsbeam.pipeline.site.world import name_of

LATEST = 30


class Front:
    """The rows of the page; `stories` are those that it leads to."""

    def __init__(self, conn: Any) -> None:
        self.syndicated = queries.asked(conn, queries.SYNDICATED, queries.MOST_CARDS)
        self.changed = queries.asked(conn, queries.CHANGED, queries.MOST_CARDS)
        self.corrected = queries.asked(conn, queries.CORRECTED, queries.MOST_CARDS)
        self.latest = queries.asked(conn, queries.LATEST, LATEST)

    @property
    def stories(self) -> list[str]:
        """Their ids, each once, in the order of the page."""
        ids = [one["story_id"] for row in self.syndicated for one in row["cluster_stories"]]
        return list(dict.fromkeys([*ids, *(row["story_id"] for row in (*self.changed, *self.corrected, *self.latest))]))

    def page(self, written: Collection[str]) -> str:
        """`index.html`; `written` are the stories that have a page."""

        def to(story_id: str, text: object) -> str:
            words = safe(text) or "<em>no headline</em>"
            return f'<a href="story/{story_id}.html">{words}</a>' if story_id in written else words

        return page(
            "newsbeam: front page",
            "index.html",
            (
                "<h1>Front page</h1>",
                '<p class="soft">What most providers carry, whose headline was changed, what was corrected or taken back, and what came last. Times are UTC.</p>',
                "<h2>Carried by most</h2>",
                _cards(
                    [_syndicated(row, to) for row in self.syndicated],
                    "In the last three days no text was carried by two providers.",
                ),
                "<h2>Headlines that changed</h2>",
                _cards([_changed(row, to) for row in self.changed], "No headline changed."),
                "<h2>Corrections and kills</h2>",
                _cards([_corrected(row, to) for row in self.corrected], "Nothing was corrected or taken back."),
                "<h2>What came last</h2>",
                '<ul class="card rows">' if self.latest else '<p class="soft">No story yet.</p>',
                *(
                    f"<li><span dir=auto>{to(row['story_id'], row['headline'])}</span> <span class=soft>{row['first_at']:%d %b %H:%M}, "
                    f"{safe(row['provider'] + where_of(row))}</span></li>"
                    for row in self.latest
                ),
                "</ul>" if self.latest else "",
            ),
        )


def where_of(row: dict[str, Any]) -> str:
    """Place and country, as far as they are known."""
    known = (row["dateline_place"], name_of(row["country"]) if row["country"] != "ZZ" else None)
    return "".join(f", {one}" for one in known if one)


def _cards(cards: list[str], none: str) -> str:
    return f'<div class="cards">{"".join(cards)}</div>' if cards else f'<p class="soft">{none}</p>'


def _syndicated(row: dict[str, Any], to: Any) -> str:
    first, *others = row["cluster_stories"]
    begun = first["first_at"]
    followers = "".join(
        f"<li>{to(one['story_id'], one['provider'])} <span class=soft>{later(one['first_at'], begun)}</span></li>"
        for one in others[:6]
    )
    more = f"<li class=soft>and {len(others) - 6} more</li>" if len(others) > 6 else ""
    return (
        f"<article class=card><h3 dir=auto>{to(first['story_id'], first['headline'])}</h3><p class=soft>{row['members']} stories of "
        f"{row['providers']} providers; first {safe(first['provider'])}, {begun:%d %b %H:%M}</p><ol start=2>{followers}{more}</ol></article>"
    )


def later(at: Any, begun: Any) -> str:
    """How long after the first; the day where that was days ago."""
    minutes = round((at - begun).total_seconds() / 60)
    if abs(minutes) < 60:
        return f"{minutes:+} min"
    return f"{minutes / 60:+.0f} h" if abs(minutes) < 48 * 60 else f"{at:%d %b}"


def _changed(row: dict[str, Any], to: Any) -> str:
    old, new = differing(row["before"] or "", row["headline"] or "")
    return (
        f"<article class=card><p><small class=soft>before</small><br>{old}</p><p><small class=soft>now</small><br>{new}</p>"
        f"<p class=soft>{to(row['story_id'], row['provider'])}, {row['published_at']:%d %b %H:%M}, {safe(row['revision_kind'])}</p></article>"
    )


def differing(old: str, new: str) -> tuple[str, str]:
    """Two headlines as HTML, with the words marked that only one of them has."""
    a, b = old.split(), new.split()
    before, after = [], []
    for kind, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        gone, come = safe(" ".join(a[i:j])), safe(" ".join(b[k:m]))
        before.append(gone if kind == "equal" else f"<del>{gone}</del>" if gone else "")
        after.append(come if kind == "equal" else f"<ins>{come}</ins>" if come else "")
    return " ".join(filter(None, before)), " ".join(filter(None, after))


def kind_of(row: dict[str, Any]) -> str:
    """What a telling did to its story, in a word or two."""
    return {"canceled": "taken back", "withheld": "withheld"}.get(row["pub_status"], str(row["revision_kind"]))


def _corrected(row: dict[str, Any], to: Any) -> str:
    style = "bad" if row["pub_status"] != "usable" else "warn"
    note = f"<p>{safe(row['ed_note'])}</p>" if row["ed_note"] else ""
    return (
        f"<article class=card><p class={style}>{safe(kind_of(row))}</p><h3 dir=auto>{to(row['story_id'], row['headline'])}</h3>{note}"
        f"<p class=soft>{safe(row['provider'])}, {row['published_at']:%d %b %H:%M}</p></article>"
    )
