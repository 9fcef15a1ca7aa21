"""Whom a telling credits: its field, its dateline, its signature, its byline, the page around it; the origin is an agency before a publisher."""

import re

from newsbeam.pipeline.text import credit
from newsbeam.pipeline.text.agencies import Kind, agency
from newsbeam.pipeline.text.attribution import distributor_of_form, house_of_form, source_in
from newsbeam.pipeline.text.clean import line
from newsbeam.pipeline.text.clean_texts import CleanTexts
from newsbeam.pipeline.text.credit import Credit
from newsbeam.pipeline.text.page.found import Page
from newsbeam.pipeline.text.signoff import source_line
from newsbeam.schemas.item import Item

_PUBLISHED = frozenset(("article_html", "rss_atom", "news_sitemap"))
"""Formats whose credit is a publisher: a page's, its site's, the feed's that an entry came from. Those of agencies credit who reported."""

_ISSUED = re.compile(
    r"^(?:SOURCE(?: ?:)? |Source: |Distributed by [^\n]{2,40} on behalf of (?:the )?)(?P<name>[^\W_][^\n:]{1,79})$",
    re.MULTILINE,
)
"""A release's last lines: `SOURCE Lake Ferries Ltd.`, `Distributed by APO Group on behalf of the Ministry of Ports.`"""
_LAST = 1_000
"""Characters at a release's end within which its issuer is named; contacts and links may stand below."""


def credit_of(item: Item, texts: CleanTexts, page: Page) -> Credit | None:
    """The credit of its field, else the dateline's, else the signature's, else that of the page around the text; an origin also without one.

    What an item's document says of who delivers it is asked last.
    """
    printed = item.credit or (texts.dateline.credit if texts.dateline else None) or texts.signature
    country = texts.dateline.country if texts.dateline else None
    printed = printed or (page.dateline.credit if page.dateline else None) or credit.fitting(page.credit, country)
    found = credit.understand(printed, _info_source(item), country)
    if found is not None and found.distributor is None and page.taken:
        found = found._replace(distributor=distributor_of_form(page.taken))
    if found is None:
        found = credit.understand(_signed(item, texts), None, country)
    elif item.format in _PUBLISHED and (item.credit or item.info_source) and (named := _agency(item, texts, country)):
        found = found._replace(origin_agency=named)
    if found is None:
        found = credit.delivered_by(item.provider)
    if (
        found is not None
        and found.distributor
        and found.origin_agency == found.distributor
        and (issuer := _issuer(found, texts, page))
    ):
        found = found._replace(origin_agency=issuer)
    if found is not None or (texts.body is None and texts.house is None):
        return found
    named = texts.house or (_cited(texts) if item.day_raw is not None else None)
    return Credit(None, named, None) if named else None


def _agency(item: Item, texts: CleanTexts, country: str | None) -> str | None:
    """The agency that the text itself names beside its publisher: in its dateline, as its signature, in its byline."""
    for printed in (texts.dateline.credit if texts.dateline else None, texts.signature, _signed(item, texts)):
        understood = credit.understand(printed, None, country) if printed else None
        name = understood.origin_agency if understood is not None else None
        if name and (known := agency(name, country)) is not None and known.kind is Kind.AGENCY:
            return name
    return None


def _issuer(found: Credit, texts: CleanTexts, page: Page) -> str | None:
    """Who issued a release that a press-release wire hands on: what its line of the source says."""
    known = agency(found.distributor or "")
    if known is None or known.kind is not Kind.RELEASES:
        return None
    for text in ((texts.body or texts.summary or "")[-_LAST:], "\n".join(texts.taken), "\n".join(page.taken)):
        named = [one for one in _ISSUED.finditer(text) if agency(one["name"]) is None]
        if named:  # a sentence has its stop, a line of the source a company's ("Ltd.")
            return named[-1]["name"].removesuffix("." if named[-1][0].startswith("D") else "")
    return None


def _signed(item: Item, texts: CleanTexts) -> str | None:
    """The agency that stands in a byline."""
    names = (item.byline, *item.authors, texts.byline.printed if texts.byline else None)
    return next((one for name in names if name and (one := credit.of_byline(name) or source_line(name))), None)


def _cited(texts: CleanTexts) -> str | None:
    """Whom an archived text cites, else the agency whose form its dateline has."""
    body = texts.body or ""
    return source_in(body) or (house_of_form(texts.dateline.text, body) if texts.dateline is not None else None)


def _info_source(item: Item) -> str | None:
    """Who first reported, as sent; IPTC 7901's source is a service's code, and an agency's name only where we know it for one."""
    source = line(item.info_source)
    return None if source and item.format == "iptc7901" and agency(source) is None else source
