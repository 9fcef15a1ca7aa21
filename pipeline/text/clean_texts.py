"""The texts of one telling: headline, summary, dateline, body and byline, each in its own column and nothing lost."""

import re
from dataclasses import dataclass

from newsbeam.pipeline.providers import ProviderRules
from newsbeam.pipeline.text import boilerplate, byline, dateline, html, mojibake, signoff
from newsbeam.pipeline.text.body_reading import Reading
from newsbeam.pipeline.text.byline import Byline
from newsbeam.pipeline.text.byline_dated import as_printed
from newsbeam.pipeline.text.clean import line, lost_bidi, paragraphs, unescape_once
from newsbeam.pipeline.text.dateline import Dateline
from newsbeam.pipeline.text.page import tail
from newsbeam.pipeline.text.wrapped import unwrapped
from newsbeam.schemas.codes import Flag
from newsbeam.schemas.item import Item

HEADLINE_LIMIT = 1_000
TEXT_LIMIT = 1_000_000
"""Characters kept; what is longer is cut and flagged (docs/design/fetching.md#limits: a row is not a place for a dump)."""

_IS_HTML = re.compile(r"</(?:p|a|b|i|em|strong|div|span|ul|li|h[1-6])>|<br\s?/?>", re.IGNORECASE)
_MARKS = ("(", " - ", " – ", "—", "--", "/", "＝", "【", "[", "電", "电")
"""What a dateline with a source or a day has before its body, one or the other."""
_MARK_REACH, _SAME = 100, 40
"""Characters by which a lead is known again."""


@dataclass(slots=True)
class CleanTexts:
    """What a telling's texts are, cleaned. `feed_body` is the body that the feed sent, where a page's replaced it."""

    headline: str | None
    summary: str | None
    body: str | None
    feed_body: str | None
    dateline: Dateline | None
    byline: Byline | None
    ed_note: str | None
    signature: str | None
    """An agency's name alone in the last line, or behind the last sentence."""
    house: str | None
    """The agency whose form its line of roles has."""
    flags: list[Flag]
    when: str | None = None  # the time that stands beside or below its byline
    taken: tuple[str, ...] = ()
    """Lines of the page around the text, and of the feed's, that were cut."""


def texts_of(item: Item, rules: ProviderRules, home_country: str | None) -> CleanTexts:
    """Clean the item's texts, cut boilerplate, take byline and dateline out of the body.

    `dateline.text + body` is the text after a repeated headline and a byline line; where the feed sends no body, the
    dateline is taken out of the summary.
    """
    flags: list[Flag] = []
    headline = _headline(item, flags)
    taken: list[str] = []
    summary = _text(item.summary, item, rules, flags, taken)
    sent = _text(item.body, item, rules, flags, taken)
    if lost_bidi(item.headline, headline) or lost_bidi(item.summary, summary) or lost_bidi(item.body, sent):
        flags.insert(0, Flag.BIDI_REMOVED)
    reading = Reading(headline, home_country, rules, item.authors if item.format == "article_html" else ())
    body = feed_body = reading.body(sent)
    if item.page_body:
        page = Reading(headline, home_country, rules)
        body = page.body(_text(item.page_body, item, rules, flags, taken, markup=False)) or feed_body
        if page.dateline is not None or reading.dateline is None:
            reading.dateline = page.dateline
        reading.byline, reading.dated = reading.byline or page.byline, reading.dated or page.dated
        reading.standfirst = page.standfirst or reading.standfirst
    if body is None and summary is not None:
        summary = reading.body(summary)
    elif (
        reading.dateline is None
        and summary is not None
        and item.day_raw is None
        and any(map(summary[:_MARK_REACH].__contains__, _MARKS))
    ):
        feed_body, body, summary = _with_lead(reading, summary, feed_body, body)
    if reading.dateline is not None and reading.dateline.signs:
        reading.signature, reading.dateline = reading.signature or reading.dateline.credit, None
    if reading.dateline is None and item.dateline and (printed := line(html.to_text(item.dateline))):
        reading.dateline = dateline.from_field(printed, home_country=home_country)
    if reading.standfirst is not None:
        taken += [reading.standfirst] if summary else []
        summary = summary or reading.standfirst
    dated = reading.dated
    own, other = byline.either(item.byline, reading.byline, item.authors, outlet=item.feed_title or item.credit)
    signed = signoff.beside(item.credit or (reading.dateline and reading.dateline.credit), reading.signed, reading.signature)
    taken += [
        one for one in (other, dated and dated.time_line, reading.tail if own is not None else None, signed, reading.desk) if one
    ]
    return CleanTexts(
        headline=headline,
        summary=summary,
        body=body,
        feed_body=feed_body,
        dateline=reading.dateline,
        byline=_with_roles(as_printed(own, dated), reading),
        ed_note=reading.note,
        signature=reading.signature,
        house=reading.house,
        flags=flags,
        when=dated.when if dated is not None else None,
        taken=tuple(taken),
    )


def _with_lead(
    reading: Reading, summary: str, feed_body: str | None, body: str | None
) -> tuple[str | None, str | None, str | None]:
    """(feed's body, body, summary) where the description holds the dateline: it is the lead, unless the body repeats it."""
    lead = Reading(reading.headline, reading.home, reading.rules)
    text = lead.body(summary)
    if text is None or lead.dateline is None or (lead.dateline.credit is None and lead.dateline.day is None):
        return feed_body, body, summary
    reading.dateline = lead.dateline
    if (
        body is not None
        and body is feed_body
        and not text.endswith(("…", "..."))
        and text[:_SAME].casefold() not in body.casefold()
    ):
        feed_body = body = f"{text}\n\n{body}"
    return feed_body, body, text


def _headline(item: Item, flags: list[Flag]) -> str | None:
    if not item.headline:
        return None
    headline = html.headline_text(_repaired(item.headline, flags), markup=item.headline_markup)
    if len(headline) > HEADLINE_LIMIT:
        flags.append(Flag.HEADLINE_CUT)
        headline = headline[:HEADLINE_LIMIT].rstrip()
    return headline or None


def _text(
    sent: str | None, item: Item, rules: ProviderRules, flags: list[Flag], taken: list[str], *, markup: bool | None = None
) -> str | None:
    if not sent:
        return None
    sent = _repaired(sent, flags)
    markup = item.markup if markup is None else markup
    if not markup and item.format == "article_html":  # what a page's data tell of it: HTML at times
        sent = unescape_once(sent)
        markup = _IS_HTML.search(sent) is not None
    text = unwrapped(html.referenced(html.to_text(sent) if markup else paragraphs(sent)))
    text, gone = boilerplate.cut(text, rules)
    text, more = tail.cut_edges(text)
    if gone or more:
        taken += [*gone, *more]
        if Flag.BOILERPLATE_CUT not in flags:
            flags.append(Flag.BOILERPLATE_CUT)
    if len(text) > TEXT_LIMIT:
        flags.append(Flag.TEXT_CUT)
        text = text[:TEXT_LIMIT].rstrip()
    return text or None


def _repaired(text: str, flags: list[Flag]) -> str:
    better = mojibake.recovered(text)
    if better is None:
        return text
    if Flag.MOJIBAKE_RECOVERED not in flags:
        flags.append(Flag.MOJIBAKE_RECOVERED)
    return better


def _with_roles(own: Byline | None, reading: Reading) -> Byline | None:
    """The byline that was sent or stands above the text, else the text's last line of roles; whom that names where nobody else is."""
    if reading.tail is None:
        return own
    return Byline(own.printed, own.authors or reading.writers) if own is not None else Byline(reading.tail, reading.writers)
