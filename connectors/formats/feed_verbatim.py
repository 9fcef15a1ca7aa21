"""feedparser made to copy: its tolerant reading without its interpretation. Runs in the parser child only.

What it would do and we must not have: dates parsed by guess, `dc:date` taken for an update, a photo's caption for the body,
authors rewritten, categories merged, HTML sanitised, ids resolved as if they were links.
"""

import re
from html import unescape
from typing import Any
from urllib.parse import urljoin

import feedparser
import feedparser.api

from newsbeam.connectors.formats.feed_fields import RELATIONS

feedparser.api.PREFERRED_XML_PARSERS = []
"""Never the system's libxml2 binding, which opens files (feedparser issue 107)."""
_ESCAPED = re.compile("&(?:amp|lt|gt|quot|apos);")


class _Verbatim:
    """Handlers that come before feedparser's own."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.encoding = ""  # its silent UTF-8 repair is ours to do, with a flag (feed_items)
        self.nb_document = str(getattr(self, "baseuri", None) or "")

    can_be_relative_uri = frozenset(("link", "href", "url"))

    def resolve_uri(self: Any, uri: str) -> str:
        if "://" in uri[:12] or not self.baseuri or str(self.baseuri) == self.nb_document:
            return uri  # relative to the document: feed_items knows to what
        try:
            return urljoin(str(self.baseuri), uri)
        except ValueError:
            return uri

    nb_relation = "alternate"

    def _start_link(self: Any, attrs: dict[str, str]) -> None:
        typed = "type" in attrs
        self.nb_relation = attrs.get("rel", "alternate").lower().removeprefix(RELATIONS)
        if attrs.get("rel", "").startswith(RELATIONS):
            attrs["rel"] = self.nb_relation
        before = self._get_context().get("link") if "hreflang" in attrs else None
        super()._start_link(attrs)  # type: ignore[misc]  # the class that this one is mixed into
        if before:
            self._get_context()["link"] = before
        if not typed and attrs.get("rel") == "enclosure":
            self._get_context()["links"][-1]["type"] = None  # it would say text/html of a film

    def _end_link(self: Any) -> None:
        context = self._get_context()
        before = context.get("link")
        text = self.pop("link")
        if text and self.nb_relation == "alternate":
            context["nb_plain"] = text
        elif before:
            context["link"] = before

    def _start_image(self: Any, attrs: dict[str, str]) -> None:
        if self.inentry:  # its title and link are its own: kept apart, as a source's are, and thrown away
            self.insource, self.title_depth = 1, -1
        else:
            super()._start_image(attrs)  # type: ignore[misc]  # the class that this one is mixed into

    def _end_image(self: Any) -> None:
        if self.inentry:
            self.insource = 0
            self.sourcedata.clear()
        else:
            super()._end_image()  # type: ignore[misc]  # the class that this one is mixed into

    def _start_item(self: Any, attrs: dict[str, str]) -> None:
        self.insource = 0
        super()._start_item(attrs)  # type: ignore[misc]  # the class that this one is mixed into
        if attrs.get("xml:lang"):
            self._get_context()["language"] = attrs["xml:lang"]

    _start_entry = _start_item

    def _end_guid(self: Any) -> None:
        self.pop("id")
        self._get_context()["nb_permalink"] = bool(self.guidislink)

    _end_id = _end_guid

    def _end_author(self: Any) -> None:
        text = self.pop("author")
        self.inauthor = 0
        context = self._get_context()
        named = (context.get("authors") or [{}])[-1].get("name")
        if named:
            context.setdefault("nb_names", []).append(named)
        elif text:
            first = context.get("nb_author")
            if first and text != first:
                context["nb_authors"] = [*(context.get("nb_authors") or [first]), text]
            context["nb_author"] = text

    def _start_dc_creator(self: Any, _attrs: dict[str, str]) -> None:
        self.push("nb_creator", 1)

    def _end_dc_creator(self: Any) -> None:
        self._get_context().setdefault("nb_names", []).append(self.pop("nb_creator"))

    _start_dc_author = _start_dcterms_creator = _start_dc_creator
    _end_dc_author = _end_dcterms_creator = _end_dc_creator

    def _start_dc_date(self: Any, _attrs: dict[str, str]) -> None:
        self.push("dc_date", 1)

    def _end_dc_date(self: Any) -> None:
        self.pop("dc_date")

    def _start_category(self: Any, attrs: dict[str, str]) -> None:
        self.nb_category = [attrs.get("term"), attrs.get("scheme", attrs.get("domain")), attrs.get("label")]
        self.push("category", 1)

    def _end_category(self: Any) -> None:
        value = self.pop("category")
        term, scheme, label = self.nb_category
        self._get_context().setdefault("nb_tags", []).append([term or value, scheme, label])
        self.nb_category = [None, None, None]

    _start_keywords = _start_dc_subject = _start_category
    _end_keywords = _end_dc_subject = _end_category
    nb_category: tuple[str | None, ...] | list[str | None] = (None, None, None)

    def _start_media_category(self: Any, attrs: dict[str, str]) -> None:
        self._start_category(attrs)

    def _end_media_category(self: Any) -> None:
        self._end_category()

    def _start_media_keywords(self: Any, _attrs: dict[str, str]) -> None:
        self.push("media_keywords", 1)

    def _end_media_keywords(self: Any) -> None:
        words = self.pop("media_keywords") or ""
        self._get_context().setdefault("nb_keywords", []).extend(w for word in words.split(",") if (w := word.strip()))

    def _start_media_content(self: Any, attrs: dict[str, str]) -> None:
        self._get_context().setdefault("nb_media", []).append([attrs.get("url"), attrs.get("type"), None, None])

    def _start_media_thumbnail(self: Any, attrs: dict[str, str]) -> None:
        self._get_context().setdefault("nb_media", []).append([attrs.get("url"), None, None, None])
        self.push("nb_thumbnail", 0)

    def _end_media_thumbnail(self: Any) -> None:
        self.pop("nb_thumbnail")

    def _start_media_text(self: Any, _attrs: dict[str, str]) -> None:
        self.push("nb_caption", 1)

    def _end_media_description(self: Any) -> None:
        self._about_media(2, self.pop("nb_caption"))

    def _end_media_credit(self: Any) -> None:
        self._about_media(3, self.pop("nb_caption"))

    def _about_media(self: Any, place: int, text: str | None) -> None:
        media = self._get_context().get("nb_media")
        if media and text and media[-1][place] is None:
            media[-1][place] = text

    def _end_aside(self: Any) -> None:
        self.pop("nb_caption")

    _start_media_description = _start_media_credit = _start_media_text
    _start_media_title = _start_itunes_summary = _start_itunes_subtitle = _start_itunes_author = _start_media_text

    def _end_itunes_summary(self: Any) -> None:
        self._get_context()["nb_itunes_summary"] = self.pop("nb_caption")

    def _end_itunes_subtitle(self: Any) -> None:
        self._get_context()["nb_itunes_subtitle"] = self.pop("nb_caption")

    def _end_itunes_author(self: Any) -> None:
        self._get_context()["nb_itunes_author"] = self.pop("nb_caption")

    _start_itunes_keywords, _end_itunes_keywords = _start_media_keywords, _end_media_keywords
    _start_itunes_category = _start_itunes_name = _start_itunes_email = _start_itunes_title = _start_media_text
    _end_media_title = _end_media_text = _end_aside
    _end_itunes_category = _end_itunes_name = _end_itunes_email = _end_itunes_title = _end_aside

    def _start_georss_point(self: Any, _attrs: dict[str, str]) -> None:
        self.push("nb_point", 1)

    def _end_georss_point(self: Any) -> None:
        point, context = self.pop("nb_point"), self._get_context()
        context["nb_point"] = context.get("nb_elsewhere", (point,))[0]  # a picture's is not the entry's

    _start_gml_pos, _end_gml_pos = _start_georss_point, _end_georss_point

    def _start_media_location(self: Any, _attrs: dict[str, str]) -> None:
        context = self._get_context()
        context["nb_elsewhere"] = (context.get("nb_point"),)

    def _end_media_location(self: Any) -> None:
        self._get_context().pop("nb_elsewhere", None)

    def _start_podcast_location(self: Any, attrs: dict[str, str]) -> None:
        self.nb_place = [attrs.get("rel"), attrs.get("geo"), attrs.get("country")]
        self.push("nb_name", 1)

    def _end_podcast_location(self: Any) -> None:
        self._get_context().setdefault("nb_located", []).append([*self.nb_place, self.pop("nb_name") or ""])
        self.nb_place = [None, None, None]

    nb_place: tuple[str | None, ...] | list[str | None] = (None, None, None)


for _name in ("yandex_full-text", "mailru_full-text", "rambler_fulltext", "turbo_content", "full-text", "fulltext"):
    setattr(_Verbatim, f"_start_{_name}", lambda self, attrs: self._start_content(attrs))
    setattr(_Verbatim, f"_end_{_name}", lambda self: self._end_content())


class _Decoded:
    """Its reader of what is not well formed decodes references in titles and texts alone; an id or a name has them too."""

    def decode_entities(self: Any, element: str, data: str) -> str:
        text: str = super().decode_entities(element, data)  # type: ignore[misc]  # the class that this one is mixed into
        return text if self.contentparams or "&" not in text else _ESCAPED.sub(lambda found: unescape(found[0]), text)


feedparser.api.StrictFeedParser = type("StrictVerbatim", (_Verbatim, feedparser.api.StrictFeedParser), {})
feedparser.api.LooseFeedParser = type("LooseVerbatim", (_Decoded, _Verbatim, feedparser.api.LooseFeedParser), {})
