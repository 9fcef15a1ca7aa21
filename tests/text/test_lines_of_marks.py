"""Lines of nothing but marks, or of a label without its name, wherever they stand: whoever strips them has nothing left, and looks at no first letter."""

import html
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.connectors.formats import parse
from newsbeam.pipeline.evaluate.releases import stories_of
from newsbeam.pipeline.stages.normalise import ItemContext, normalise
from newsbeam.schemas.document import Document
from newsbeam.schemas.feed import Feed

HEADLINE, TIME = "Ferry crosses lake again after nine days", "5 October 2020 12:35"
STORY = [
    "ORTSEE, Oct 5 (EFE).- The old ferry crossed the lake again on Monday after nine days in which traders had waited on its banks.",
    "Its captain said that the engine had been mended by two sisters from the village, and that the fares would not rise.",
]
SEEN = datetime(2020, 10, 6, tzinfo=UTC)
_SIGNS = "-–—*·•|/\\\"'’“”«»()[]{}（）【】「」.,:;!?…#©@=+_~<>、。،۔।"
_LABELS = [
    "By",
    "By:",
    "Por",
    "Von —",
    "Source:",
    "Fuente: -",
    "(With inputs from )",
    "Photo:",
    "Updated:",
    "SOURCE",
    "Lima -",
    "LIMA ( ) -",
    "( AP",
    "-30-",
]
MARKS = st.one_of(
    st.text(alphabet="-–— ", min_size=1, max_size=3),
    st.text(alphabet=f"{_SIGNS} ", min_size=1, max_size=6),
    st.sampled_from(_LABELS),
)
"""What an editor draws between parts of a page, and labels behind which the name was lost."""


@st.composite
def pages(draw):
    """The story with lines of marks among, above and below its own."""
    lines = draw(st.sampled_from([[HEADLINE, TIME], [HEADLINE], []])) + STORY
    for mark in draw(st.lists(MARKS, min_size=1, max_size=3)):
        lines.insert(len(lines) - draw(st.sampled_from([0, 1, len(lines), len(lines) - 1])), mark)
    return lines


def _stories(payload: str, media_type: str, format_name: str):
    document = Document(feed_id="f", uri="https://a.example/one", fetched_at=SEEN, payload=payload.encode(), media_type=media_type)
    context = ItemContext(feed=Feed(id="f", provider="file", path="x"), fetched_at=SEEN, as_of=SEEN, landing_ref="-")
    return [normalise(item, context) for item in parse(document, format_name)]


@given(lines=pages(), parted=st.sampled_from(["\n", "\n\n"]), slot=st.one_of(st.just(""), MARKS))
def test_an_archived_text_among_marks_is_read(lines, parted, slot):
    stories = list(stories_of(f" date 2020-10-05 {slot}\n\n{parted.join(lines)}\n".encode(), "release.txt"))
    assert len(stories) == 1
    assert "two sisters from the village" in f"{stories[0].text} {stories[0].page_text}"


@pytest.mark.parametrize("kind", ["feed", "page"])
@given(lines=pages(), title=MARKS, writer=MARKS)
def test_an_entry_and_a_page_among_marks_are_read(kind, lines, title, writer):
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    if kind == "feed":
        item = f"<title>{html.escape(title)}</title><author>{html.escape(writer)}</author><description>{html.escape(body)}</description>"
        stories = _stories(
            f"<rss version='2.0'><channel><title>T</title><item>{item}</item></channel></rss>", "text/xml", "rss_atom"
        )
    else:
        head = f"<title>{html.escape(title)}</title><meta name='author' content='{html.escape(writer, quote=True)}'>"
        stories = _stories(f"<html><head>{head}</head><body><article>{body}</article></body></html>", "text/html", "article_html")
    assert "two sisters from the village" in f"{stories[0].text} {stories[0].page_text}"
