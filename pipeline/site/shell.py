"""What the site's pages share: one shell, one style, words made harmless, and small drawings. No script, no address outside."""

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urlsplit

from newsbeam.pipeline.report.harmless import plain

MARK = "<nav aria-label=Pages><b>newsbeam</b>"
"""What stands in every page, and in no other site's: by it a site knows its own folder."""
PAGES = (("index.html", "Front page"), ("coverage.html", "Coverage"), ("operations.html", "Operations"))
STYLE = """
:root{color-scheme:light dark;--ink:#17202a;--soft:#55616c;--line:#dde3e7;--page:#fbfbf9;--card:#fff;--blue:#1f6196;--good:#23693f;
--warn:#8a5600;--bad:#a8201a;--land:#e3e8ea;--mark:#fdeeb5;--mark2:#d8ecfa;--h0:#e3e8ea;--h1:#c7deef;--h2:#8fbfe0;--h3:#4f97c9;--h4:#1f6ba5;--h5:#0c4170}
@media(prefers-color-scheme:dark){:root{--ink:#e7ebee;--soft:#a3aeb8;--line:#2b343c;--page:#12171b;--card:#1a2126;--blue:#7cbaf0;--good:#79cf98;
--warn:#e6b765;--bad:#f59a91;--land:#2a333a;--mark:#5a4a10;--mark2:#1d4257;--h0:#2a333a;--h1:#20445e;--h2:#286a97;--h3:#3f8fc7;--h4:#7fbdea;--h5:#c9e6fb}}
*{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,sans-serif}
main,header,footer{max-width:1080px;margin:0 auto;padding:0 20px}header{padding-top:20px}main{padding-bottom:40px}
nav{display:flex;flex-wrap:wrap;gap:6px 18px;white-space:nowrap;border-bottom:1px solid var(--line);padding-bottom:10px}nav b{margin-right:8px}
a{color:var(--blue)}nav a[aria-current]{color:var(--ink);font-weight:600;text-decoration:none}
h1{font-size:24px;line-height:1.25;margin:22px 0 4px;overflow-wrap:anywhere}h2{font-size:18px;margin:34px 0 10px}h3{font-size:16px;margin:0 0 4px;overflow-wrap:anywhere}
p{margin:6px 0}article,.words{overflow-wrap:anywhere}.nowrap{white-space:nowrap}.soft,footer{color:var(--soft)}footer{padding-bottom:40px;font-size:14px}small{font-size:14px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(120px,1fr));gap:10px;margin:18px 0}
.tile,.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:10px 14px}
.tile b{display:block;font-size:24px;line-height:1.25;font-variant-numeric:tabular-nums}.tile span{color:var(--soft);font-size:14px}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:12px}.card ol{margin:6px 0;padding-left:20px}.rows{list-style:none;margin:0;padding:0 14px}.rows li{padding:7px 0;border-top:1px solid var(--line);overflow-wrap:anywhere}.rows li:first-child{border-top:0}.rows .soft{display:block;font-size:14px}
.scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:8px}
table{border-collapse:collapse;width:100%;font-size:15px}th,td{padding:6px 10px;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child td{border-bottom:0}th{color:var(--soft);font-weight:500}th{white-space:nowrap}.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.words{display:block;min-width:200px}.id{display:block;min-width:96px;overflow-wrap:anywhere}details{margin-top:10px}summary{cursor:pointer;color:var(--blue)}summary+*{margin-top:10px}.heat td,.heat th{padding:4px 6px;font-size:14px;border:0;white-space:nowrap}.heat th[scope=row]{position:sticky;left:0;background:var(--card)}
.h0{background:var(--h0)}.h1{background:var(--h1);color:var(--ink)}.h2{background:var(--h2);color:#101820}.h3{background:var(--h3);color:#06121c}
.h4{background:var(--h4);color:#fff}.h5{background:var(--h5);color:#fff}
@media(prefers-color-scheme:dark){.h2,.h1{color:#fff}.h3{color:#06121c}.h4,.h5{color:#06121c}}
.good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}del{color:var(--soft)}ins{text-decoration:none;font-weight:600}
mark{background:var(--mark);color:inherit;padding:0 2px;border-radius:3px}mark.e{background:var(--mark2)}
svg{display:block;max-width:100%;height:auto}.map path,.map circle{fill:var(--h0);stroke:var(--page);stroke-width:.5}
.map .h1{fill:var(--h1)}.map .h2{fill:var(--h2)}.map .h3{fill:var(--h3)}.map .h4{fill:var(--h4)}.map .h5{fill:var(--h5)}
.spark rect{fill:var(--blue)}.key span{display:inline-block;padding:0 8px;font-size:14px;border-radius:3px;margin:2px}
.bar{display:flex;align-items:center;gap:8px}.bar i{display:block;height:10px;border-radius:3px;background:var(--blue);min-width:2px;width:calc(var(--w)*min(160px,34vw))}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:8px 0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
@media(max-width:520px){main,header,footer{padding-left:14px;padding-right:14px}nav{gap:6px 14px;font-size:15px}nav b{margin-right:0}td.words{min-width:200px}dl{grid-template-columns:1fr}dd{margin-bottom:6px}}
"""


def safe(value: object) -> str:
    """Fetched words as text of a page: one line, printable, escaped."""
    return escape(plain(value))


def page(title: str, current: str, parts: Iterable[str], *, up: str = "", language: str = "en") -> str:
    """A whole page. `up` leads from it to the site's folder."""
    links = "".join(f'<a href="{up}{name}"{" aria-current=page" if name == current else ""}>{text}</a>' for name, text in PAGES)
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">",
            f'<link rel="icon" href="data:,"><title>{safe(title)}</title><style>{STYLE}</style></head><body>',
            f"<header>{MARK}{links}</nav></header><main>",
            *(part for part in parts if part),
            "</main></body></html>\n",
        )
    )


def tiles(figures: Iterable[tuple[str, object]]) -> str:
    """Large figures, each with its name."""
    cells = "".join(
        f'<div class="tile"><b>{value if isinstance(value, str) else f"{value:,}"}</b><span>{name}</span></div>'
        for name, value in figures
    )
    return f'<div class="tiles">{cells}</div>'


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[int] = (), name: str) -> str:
    """Cells are HTML already; `numbers` are the columns to set flush right. It scrolls by itself on a narrow screen, by keys too."""
    style = [' class="n"' if at in numbers else "" for at in range(len(heads))]
    head = "".join(f"<th scope=col{style[at]}>{text}</th>" for at, text in enumerate(heads))
    body = "".join("<tr>" + "".join(f"<td{style[at]}>{cell}</td>" for at, cell in enumerate(row)) + "</tr>" for row in rows)
    label = escape(name)
    return f'<div class="scroll" tabindex=0 role=region aria-label="{label}"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def bars(rows: Sequence[tuple[str, int]], *, heads: tuple[str, str], name: str) -> str:
    """Names (HTML) with a bar each, as long as its share of the longest."""
    most = max((count for _, count in rows), default=1)
    cells = [(text, f'<div class="bar"><i style="--w:{count / most:.3f}"></i>{count:,}</div>') for text, count in rows]
    return table(heads, cells, name=name)


def spark(counts: Sequence[int], *, what: str) -> str:
    """A row of bars, oldest first."""
    most = max(counts, default=0) or 1
    rects = "".join(
        f'<rect x="{5 * at}" y="{20 - max(1, round(20 * count / most)) if count else 20}" width="4" height="{max(1, round(20 * count / most)) if count else 0}"/>'
        for at, count in enumerate(counts)
    )
    width = max(5 * len(counts), 5)
    return f'<svg class="spark" width="{width}" height="20" viewBox="0 0 {width} 20" role=img aria-label="{escape(what)}">{rects}</svg>'


def shade(count: int, most: int) -> str:
    """A class from h0 (none) to h5, by the logarithm: the largest country would leave all others pale."""
    if count <= 0:
        return "h0"
    steps = (count.bit_length() * 5) / max(most.bit_length(), 1)
    return f"h{min(5, max(1, round(steps)))}"


def link(url: object, text: str) -> str:
    """A link where the address is of the web, else the text alone."""
    address = plain(url).strip() if url else ""
    try:
        fit = urlsplit(address).scheme in ("http", "https") and " " not in address
    except ValueError:
        fit = False
    return f'<a href="{escape(address)}" rel="noopener noreferrer nofollow">{text}</a>' if fit else text
