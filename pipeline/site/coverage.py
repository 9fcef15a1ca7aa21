"""Coverage: where the stories are from, day by day, in which languages, by whom, and on what evidence."""

from typing import Any

from newsbeam.pipeline.site import queries
from newsbeam.pipeline.site.shell import bars, page, safe, shade, table, tiles
from newsbeam.pipeline.site.world import most_of, name_of, world_map

MOST_COUNTRIES = 30
FIRST_COUNTRIES = 20
BASES = {
    "located": "the provider's structured field",
    "dateline": "the dateline",
    "text": "what the text is about",
    "provider": "the provider's home",
    "none": "no evidence",
}


def coverage(conn: Any) -> str:
    """`coverage.html`."""
    countries = queries.asked(conn, queries.COUNTRIES)
    stories = {row["country"]: row["stories"] for row in countries}
    (total,) = queries.asked(conn, queries.TOTALS)
    return page(
        "Coverage",
        "coverage.html",
        (
            "<h1>Coverage</h1>",
            f'<p class="soft">Stories of {total["first_day"]:%d %b %Y} to {total["last_day"]:%d %b %Y}, each counted once, by its last telling; killed ones are not counted.</p>'
            if total["stories"]
            else '<p class="soft">No story yet.</p>',
            tiles(
                (
                    ("stories", total["stories"]),
                    ("tellings", total["tellings"]),
                    ("providers", total["providers"]),
                    ("countries", total["countries"]),
                    ("languages", total["languages"]),
                )
            ),
            world_map(stories),
            _key(most_of(stories)),
            "<h2>Countries</h2>",
            _countries(countries),
            "<h2>Country by day</h2>",
            _heat(queries.asked(conn, queries.DAYS), list(stories)),
            "<h2>What the country was taken from</h2>",
            bars(
                [(safe(BASES.get(row["name"], row["name"])), row["stories"]) for row in queries.asked(conn, queries.BASES)],
                heads=("evidence", "stories"),
                name="Stories by evidence for their country",
            ),
            '<div class="cards"><section>',
            "<h2>Languages</h2>",
            _counted(conn, queries.LANGUAGES, "language"),
            "</section><section>",
            "<h2>Providers</h2>",
            _counted(conn, queries.PROVIDERS, "provider"),
            "</section></div>",
        ),
    )


def _countries(rows: list[dict[str, Any]]) -> str:
    """The most frequent; the others are folded away."""

    def of(some: list[dict[str, Any]], name: str) -> str:
        cells = [
            (safe(name_of(row["country"])), safe(row["country"]), f"{row['stories']:,}", f"{row['providers']:,}") for row in some
        ]
        return table(("country", "code", "stories", "providers"), cells, numbers=(2, 3), name=name)

    first, others = rows[:FIRST_COUNTRIES], rows[FIRST_COUNTRIES:]
    more = f"<details><summary>{len(others)} more</summary>{of(others, 'More countries')}</details>" if others else ""
    return of(first, "Stories by country") + more


def _counted(conn: Any, sql: str, what: str) -> str:
    rows = [(safe(row["name"]), row["stories"]) for row in queries.asked(conn, sql)]
    return bars(rows, heads=(what, "stories"), name=f"Stories by {what}")


def _key(most: int) -> str:
    """What the shades mean: the smallest figure that has each."""
    least: dict[str, int] = {}
    for count in range(1, most + 1) if most < 4096 else (2**at for at in range(most.bit_length())):
        least.setdefault(shade(count, most), count)
    steps = "".join(f'<span class="{style}">{count:,}+</span>' for style, count in least.items())
    return f'<p class="key soft">stories: <span class="h0">0</span>{steps}</p>'


def _heat(days: list[dict[str, Any]], countries: list[str]) -> str:
    counts = {(row["country"], row["date"]): row["stories"] for row in days}
    dates = sorted({row["date"] for row in days})
    most = max((count for (code, _), count in counts.items() if code != "ZZ"), default=0)
    shown = [code for code in countries if any((code, date) in counts for date in dates)][:MOST_COUNTRIES]
    year = dates[-1].year if dates else 0
    head = "".join(f"<th scope=col class=n>{date:{'%d %b' if date.year == year else '%d %b %Y'}}</th>" for date in dates)
    rows = []
    for code in shown:
        cells = "".join(
            f'<td class="n {shade(counts.get((code, date), 0), most)}">{counts.get((code, date), 0) or "&nbsp;"}</td>'
            for date in dates
        )
        rows.append(f"<tr><th scope=row>{safe(name_of(code))}</th>{cells}</tr>")
    more = len({row["country"] for row in days}) - len(shown)
    note = f'<p class="soft">{more} more countries had stories in these days.</p>' if more > 0 else ""
    return (
        '<div class="scroll" tabindex=0 role=region aria-label="Stories by country and day"><table class="heat"><thead><tr><td></td>'
        f"{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>{note}"
    )
