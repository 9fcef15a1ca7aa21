"""An archived text read as the page that it was printed from: what stands around the story is told apart and kept.

Archives print a page flat: site, path, headline, author and time, headline again, standfirst, dateline and text, topics,
recent stories, counters. `read` finds where the text begins and ends by evidence that belongs to no site, and gives an
Item whose fields hold what an article's page would have named; the rest is in `taken`, in its order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.agencies import Kind, agency
from newsbeam.pipeline.text.dateline_line import alone, dateline_of, sent_from
from newsbeam.pipeline.text.page import head, shapes, tail
from newsbeam.pipeline.text.page.anchor import Start, start_of
from newsbeam.pipeline.text.page.endings import source_below
from newsbeam.pipeline.text.page.extent import span_of
from newsbeam.pipeline.text.page.found import Page
from newsbeam.pipeline.text.page.lead import lead_again, said_once, without_dateline
from newsbeam.pipeline.text.page.lines import Line, Sort, lines_of, sort_of, text_of
from newsbeam.pipeline.text.page.opening import before_writer, name_behind, opened
from newsbeam.pipeline.text.page.proof import below_prose, is_page, is_printed, is_wrapped, proven
from newsbeam.pipeline.text.page.short_headline import below_text, below_title
from newsbeam.pipeline.text.signoff import source_line
from newsbeam.schemas.item import Item, PlaceClaim

_OWNER = late(
    r"(?:©|\([cC]\)|[Cc]opyright)(?:\s?©)?(?:\s?[Cc]opyright)?\s?(?:(?:19|20)\d\d,?\s)?(?P<name>[^\W\d_][^|,.;:/()\n]{1,40}?)(?:\s[-–—|]\s|[.,]|$)"
)
"""`© Agenzia Nova - Riproduzione riservata`."""


_KICKER = 8


def _is_handle(byline: str) -> bool:
    """`@lakepost`: who signs on the page goes before it."""
    return byline.startswith("@")


def _is_begun(line: str, first: str) -> bool:
    """Whether a page's line is the beginning of its first one, printed again; it may break off."""
    teaser = line.rstrip(".… ") if shapes.is_teaser(line) else line
    return len(teaser) >= _KICKER and first.startswith(teaser) and not shapes.ends(teaser)


def owner(taken: Sequence[str]) -> str | None:
    """The agency that a page says to have the rights of its text."""
    for line in taken:
        if (found := _OWNER.match(line)) is not None and (known := agency(found["name"].strip())) and known.kind is Kind.AGENCY:
            return found["name"].strip()
    return None


def _desks(above: Sequence[Line], dateline: int | None) -> Iterator[PlaceClaim]:
    """The town right above a writer's name: where the desk is, not where the story was written."""
    for number, (line, below) in enumerate(pairwise(above)):
        if (
            number != dateline
            and sort_of(below.text) is Sort.BYLINE
            and (found := alone(line.text)) is not None
            and not found.credit
        ):
            yield PlaceClaim(role="located", name=found.place)


def read(item: Item, home_country: str | None) -> Page:
    """The page that an archived text is; `item.summary` is its first line."""
    slot = " ".join((item.summary or "").split())
    lines = lines_of(item.body or "")
    parted = (item.body or "").startswith("\n")
    if slot:
        lines = [Line(slot, parted=False), *([lines[0]._replace(parted=parted), *lines[1:]] if lines else [])]
    again = lead_again(lines, home_country) if slot else None
    lead = None
    if again is not None:
        lead = without_dateline(slot, home_country)
        lines, slot = said_once(lines, again, home_country), ""
    start = start_of(lines, home_country) if again is None else Start(again - 1, dated=True)
    if start.at == len(lines):  # nothing reads as text: a caption, a table, a line or two
        at = 1 if slot and len(lines) > 1 and head.may_stand_above(slot) else 0
        start = start._replace(at=at, place_line=start.place_line if (start.place_line or 0) < at else None)
    if lines and start.at <= 1 and not start.dated and (below := below_title(lines)) is not None:
        start = start._replace(at=below)
    if slot and not start.dated and is_wrapped(lines, start.at):
        start = start._replace(at=1, place_line=None)
    span = span_of(lines[start.at :], dated=start.dated)
    text = lines[start.at :]
    printed = is_printed(lines[: start.at + span.begin]) or is_page(text[span.end :], text[: span.end])
    printed = printed or sent_from([line.text for line in text[span.end : span.end + 1]], home_country) is not None
    if not printed:
        span = span._replace(end=proven(text, span.end) if span.end < len(text) else below_prose(text))
    start = start._replace(at=start.at + span.begin)
    opening = opened(lines[start.at :], span.end - span.begin)
    ends = span.end - span.begin - (len(lines) - start.at - len(opening.lines))
    body, taken = tail.cut(opening.lines, ends, printed=printed)
    begun = [line for line in body[1:] if (shapes.is_teaser(line.text) or line is body[-1]) and _is_begun(line.text, lines[0].text)]
    body, taken = [line for line in body if line not in begun], [*(line.text for line in begun), *taken]
    above = head.understand(lines[: start.at], start, text_of(body), printed=printed)
    body = [*above.loose, *body]
    signed_by = list(dict.fromkeys(one for one in (item.byline, above.byline, opening.byline) if one))
    signed_by.sort(key=_is_handle)
    byline = signed_by[0] if signed_by else name_behind(taken)
    taken = [*signed_by[1:], *taken]
    if byline is None and len(body) > 1 and head.is_signature(body):
        byline = body.pop().text
    taken = [*before_writer(body, byline), *taken]
    signed = sent_from(taken, home_country)
    headline = item.headline or above.headline
    if headline is None and below_text(body):
        headline = body.pop().text
    placed = alone(lines[start.place_line].text) if start.place_line is not None else None
    return Page(
        replace(
            item,
            headline=headline,
            summary=above.standfirst or lead,
            byline=byline,
            authors=item.authors or above.names,
            places=(*item.places, *_desks(lines[: start.at], start.place_line)),
            body=text_of(body) or None,
        ),
        (*above.taken, *opening.taken, *taken),
        dateline_of(placed, home_country) if placed else None,
        signed,
        above.credit
        or owner((*above.taken, *taken))
        or next(filter(None, map(source_line, above.taken)), None)
        or source_below(taken),
    )
