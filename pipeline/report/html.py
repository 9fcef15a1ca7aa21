"""The report as one page that needs nothing else: no script, no font, no address. Everything fetched is escaped.

Figures come first, then what an operator asks next: which feeds, where the rows went, what was refused and why.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from newsbeam.pipeline.report.harmless import plain
from newsbeam.pipeline.report.model import FeedReport, PartitionReport, RunReport
from newsbeam.pipeline.report.terminal import not_asked

MOST_DAYS = 8
"""Days with a column of their own; those before share one."""
MOST_ROWS = 500
"""Feeds shown: those with trouble first; the JSON beside the page has all."""
_GROUPS = {
    "ok": "good",
    "unchanged": "quiet",
    "not_modified": "quiet",
    "skipped": "quiet",
    "soft": "warn",
    "hard": "bad",
    "gone": "bad",
    "blocked": "bad",
}
_STYLE = """
:root{color-scheme:light dark;--ink:#17202a;--soft:#5d6975;--line:#dfe4e8;--page:#fbfbf9;--card:#fff;--blue:#2f6f9f;--good:#2e7d4f;
--warn:#a86a00;--bad:#b3261e;--track:#e9edf0}
@media(prefers-color-scheme:dark){:root{--ink:#e7ebee;--soft:#9aa6b1;--line:#2b343c;--page:#12171b;--card:#1a2126;--blue:#6fb1e0;
--good:#6cc08b;--warn:#e0ad55;--bad:#f2867d;--track:#252e35}}
*{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:1080px;margin:0 auto;padding:32px 20px 64px}h1{font-size:22px;margin:0 0 2px}h2{font-size:16px;margin:36px 0 10px}
p{margin:4px 0}.soft{color:var(--soft)}.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(120px,1fr));gap:10px;margin:22px 0 8px}
.tile{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:10px 14px}.tile b{display:block;font-size:24px;
font-variant-numeric:tabular-nums;line-height:1.2}.tile span{color:var(--soft);font-size:13px}
.scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:8px}
table{border-collapse:collapse;width:100%;font-size:14px}th,td{padding:6px 12px;text-align:left;border-bottom:1px solid var(--line);}tr:last-child td{border-bottom:0}th{color:var(--soft);font-weight:500;white-space:nowrap}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.id{white-space:nowrap}.note{max-width:420px;overflow-wrap:anywhere;color:var(--soft)}
.good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}.quiet{color:var(--soft)}
.bar{display:flex;align-items:center;gap:8px}.bar i{display:block;height:10px;border-radius:3px;background:var(--blue);min-width:2px}
.bar span{color:var(--soft);font-size:12px}td.id{width:1%}td{vertical-align:middle}.track{min-width:160px}.days td:nth-child(n+3){min-width:84px}.banner{border-left:4px solid var(--bad);padding:8px 14px;background:var(--card);margin:14px 0}
"""


def page(report: RunReport) -> str:
    """`runs/<batch_id>.html`."""
    title = f"newsbeam run {report.batch_id}"
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{_safe(title)}</title><style>{_STYLE}</style></head><body><main>",
        f"<h1>{_safe(title)}</h1>",
        f'<p class="soft">{report.started_at:%Y-%m-%d %H:%M:%S} UTC, took {_took(report)}, newsbeam {_safe(report.newsbeam_version)}</p>',
        _banner(report),
        _tiles(report),
        f'<p class="soft">{_law(report)}</p>',
        _outcomes(report.feeds),
        _countries(report.partitions),
        _letters(report),
        _feeds(report.feeds),
        f'<p class="soft">Not asked: {_safe(not_asked(report))}. <code>newsbeam feeds list</code> says when each is next.</p>'
        if report.not_asked
        else "",
        _politeness(report),
        _stages(report),
        "</main></body></html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _banner(report: RunReport) -> str:
    if not report.conservation.ok:
        return '<p class="banner bad">The sums do not add up: entries were lost or counted twice. Nothing was published.</p>'
    if report.exit_code:
        return '<p class="banner">Some feeds failed; they are first in the table below, each with its reason.</p>'
    return ""


def _tiles(report: RunReport) -> str:
    t = report.totals
    figures = (
        ("entries seen", t.entries),
        ("new stories", t.new),
        ("revisions", t.revisions),
        ("known already", t.duplicates),
        ("held", t.held),
        ("dead letters", t.dead_letters),
    )
    return (
        '<div class="tiles">'
        + "".join(f'<div class="tile"><b>{n:,}</b><span>{name}</span></div>' for name, n in figures)
        + "</div>"
    )


def _law(report: RunReport) -> str:
    c, t = report.conservation, report.totals
    seen = f"{c.entries} fetched + {c.released} released + {c.retried} retried"
    verdict = "adds up" if c.ok else "does not add up"
    return f"{seen} = {t.ended} ended: {verdict}; {c.rows_added} rows added."


def _outcomes(feeds: Sequence[FeedReport]) -> str:
    counts = Counter(feed.outcome for feed in feeds)
    rows = [
        (f'<span class="{_GROUPS.get(outcome, "bad")}">{_safe(outcome)}</span>', count, counts.most_common(1)[0][1])
        for outcome, count in counts.most_common()
    ]
    return _bars("Feeds by outcome", ("outcome", "feeds"), rows)


def _countries(partitions: Sequence[PartitionReport]) -> str:
    """A bar per country and day: a line per country, a column per day, so that a silent one is seen as a gap."""
    rows: Counter[tuple[str, str]] = Counter()
    for grown in partitions:
        rows[grown.country, grown.date] += grown.rows_added
    if not rows:
        return ""
    days = sorted({date for _, date in rows})
    early, days = days[:-MOST_DAYS], days[-MOST_DAYS:]
    most = max(count for (_, date), count in rows.items() if date in days)
    totals: Counter[str] = Counter()
    for (country, _), count in rows.items():
        totals[country] += count
    head = '<tr><th>country</th><th class="n">rows</th>' + ('<th class="n">earlier</th>' if early else "")
    head += "".join(f"<th>{_safe(day)}</th>" for day in days) + "</tr>"
    lines = []
    for country, total in sorted(totals.items(), key=lambda one: (-one[1], one[0])):
        before = f'<td class="n">{sum(rows[country, day] for day in early) or ""}</td>' if early else ""
        drawn = before + "".join(_cell(rows[country, day], most) for day in days)
        lines.append(f'<tr><td class="id">{_safe(country)}</td><td class="n">{total:,}</td>{drawn}</tr>')
    return f'<h2>Rows added by country and day</h2><div class="scroll"><table class="days">{head}{"".join(lines)}</table></div>'


def _cell(count: int, most: int) -> str:
    if not count:
        return "<td></td>"
    return f'<td><div class="bar"><i style="width:{max(2.0, 75 * count / most):.1f}%"></i><span>{count:,}</span></div></td>'


def _bars(title: str, heads: tuple[str, str], rows: Iterable[tuple[str, int, int]]) -> str:
    lines = [
        f'<tr><td class="id">{name}</td><td class="track"><div class="bar"><i style="width:{max(0.5, 100 * count / most):.1f}%"></i></div></td>'
        f'<td class="n">{count:,}</td></tr>'
        for name, count, most in rows
    ]
    if not lines:
        return ""
    head = f'<tr><th>{heads[0]}</th><th></th><th class="n">{heads[1]}</th></tr>'
    return f'<h2>{title}</h2><div class="scroll"><table>{head}{"".join(lines)}</table></div>'


def _letters(report: RunReport) -> str:
    if not report.dead_letters:
        return ""
    by_reason: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    for letter in report.dead_letters:
        by_reason[letter.reason] += letter.count
        examples.setdefault(letter.reason, []).append(f"{letter.feed_id}: {letter.error}")
    rows = [
        f'<tr><td class="id">{_safe(reason)}</td><td class="n">{count:,}</td>'
        f'<td class="note">{"<br>".join(_safe(one[:300]) for one in examples[reason][:3])}</td></tr>'
        for reason, count in by_reason.most_common()
    ]
    head = '<tr><th>reason</th><th class="n">entries</th><th>for example</th></tr>'
    return (
        f'<h2>Dead letters by reason</h2><div class="scroll"><table>{head}{"".join(rows)}</table></div>'
        '<p class="soft">Nothing of them is lost: <code>newsbeam deadletters list</code> shows them, <code>retry</code> sends them through again.</p>'
    )


def _feeds(feeds: Sequence[FeedReport]) -> str:
    if not feeds:
        return ""
    order = {"bad": 0, "warn": 1, "good": 2, "quiet": 3}
    ranked = sorted(feeds, key=lambda f: (order[_GROUPS.get(f.outcome, "bad")], -f.entries, f.feed_id))
    heads = ("feed", "outcome", "entries", "new", "revised", "known", "held", "dead", "next poll", "note")
    head = "<tr>" + "".join(f"<th{_right(n)}>{name}</th>" for n, name in enumerate(heads)) + "</tr>"
    rows = "".join(_feed(feed) for feed in ranked[:MOST_ROWS])
    more = f'<p class="soft">and {len(feeds) - MOST_ROWS:,} more in the JSON beside this page</p>' if len(feeds) > MOST_ROWS else ""
    return f'<h2>Feeds</h2><div class="scroll"><table>{head}{rows}</table></div>{more}'


def _feed(feed: FeedReport) -> str:
    group = _GROUPS.get(feed.outcome, "bad")
    status = f" {feed.http_status}" if feed.http_status else ""
    notes = [feed.reason if feed.outcome != "skipped" else None, feed.message, "gap suspected" if feed.gap_suspected else None]
    notes += list(feed.flags)
    due = f"{feed.next_poll_at:%m-%d %H:%M}" if feed.next_poll_at else ""
    figures = (feed.entries, feed.new, feed.revisions, feed.duplicates, feed.held, feed.dead_letters)
    return (
        f'<tr><td class="id">{_safe(feed.feed_id)}</td><td class="id {group}">{_safe(feed.outcome)}{status}</td>'
        + "".join(f'<td class="n">{n or ""}</td>' for n in figures)
        + f'<td class="id soft">{due}</td><td class="note">{_safe("; ".join(note for note in notes if note)[:400])}</td></tr>'
    )


def _politeness(report: RunReport) -> str:
    if not report.politeness:
        return ""
    marks = {
        True: '<span class="good">kept</span>',
        False: '<span class="bad">broken</span>',
        None: '<span class="quiet">no occasion</span>',
    }
    rows = "".join(
        f'<tr><td class="id">{_safe(one.rule)}</td><td>{_safe(one.text)}</td><td class="id">{marks[one.kept]}</td>'
        f'<td class="note">{_safe(one.detail)}</td></tr>'
        for one in report.politeness
    )
    return f'<h2>Politeness</h2><div class="scroll"><table><tr><th></th><th>rule</th><th></th><th></th></tr>{rows}</table></div>'


def _stages(report: RunReport) -> str:
    if not report.stages:
        return ""
    rows = "".join(
        f'<tr><td class="id">{_safe(name)}</td><td class="n">{s.taken:,}</td><td class="n">{s.given:,}</td><td class="n">{s.seconds:.3f}</td></tr>'
        for name, s in report.stages.items()
    )
    head = '<tr><th>stage</th><th class="n">in</th><th class="n">out</th><th class="n">seconds</th></tr>'
    return f'<h2>Stages</h2><div class="scroll"><table>{head}{rows}</table></div>'


def _right(column: int) -> str:
    return ' class="n"' if 2 <= column <= 7 else ""


def _took(report: RunReport) -> str:
    return f"{(report.finished_at - report.started_at).total_seconds():.1f} s"


def _safe(text: str) -> str:
    """Fetched words as text of a page: printable, escaped; never an attribute, never a link (docs/design/guarding.md#words)."""
    return escape(plain(text), quote=True)
