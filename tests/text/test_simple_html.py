"""Simple HTML says the same without a parser as with one."""

import random

import pytest

from newsbeam.pipeline.text import html, simple_html

TAGS = (
    *("<p>", "</p>", "<div class='a'>", "</div>", "<b>", "</b>", '<a href="x?a=1&copy=2">', "</a>", "<br>", "<br/>", "</br>", "<BR>", "<li>", "</LI>"),
    *("<h2 id = x>", "</h2 a>", "<img src=a/>", "<hr />", "<!-- c -->", "<!-->", "<!--a--b-->", "<ul>", "</ul>", "<td>", "<script>", "</script>"),
    *('<a b="x>y">', '<a ="x=">', '<a a=b="x y=">', "<a/b>", "<o:p>", "<", "</", "<p", "<![CDATA[x]]>", "<title>", "<pre>", "<Div>", "<i\u2003a>"),
    *("</pre>", "<center>", "</center>", "<tt>", "</tt>", "<iframe src='x'>", "</iframe>", "<iframe a/>", "<style>", "</style>", "</script>", "</iframe>"),
    *('<b a="<p>">', "<a b='<br>' c>", '<a b="', "<a b='", '" >', "'>", '<i a="x" b="&lt;<">', "<!--<script x", "<script><!--", "<b\ta>"),
)  # fmt: skip
WORDS = (
    *("word", "Some text. ", " ", "  ", "\n", "\t", "\r\n", "\xa0", "\u3000", "\u200b", "\u200c", "\u202e", "\0", "\x0b", "\x0c", "\ud800", "\ufffd"),
    *("é", "e\u0301", "中文", "R&D", "&amp;", "&lt;p&gt;", "&nbsp;", "&copy;", "&copy 2", "&notit;", "&am", "p;", "&#128;", "&#1;", "&#0;", "&#12;"),
    *("&#xD800;", "&#64976;", "&bogus;", "&amp;lt;", "&", "&#", ">", '"', "'"),
)  # fmt: skip


def _documents(count: int) -> list[str]:
    dice = random.Random(11)
    everyday = TAGS[:22], WORDS[:3] + WORDS[17:24]
    drawn = []
    for number in range(count):
        tags, words = everyday if number % 2 else (TAGS, WORDS)
        drawn.append("".join(dice.choice(dice.choice((tags, words))) for _ in range(dice.randrange(1, 20))))
    return drawn


def test_the_parser_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = _documents(4000)
    simply = [html.to_text(one) for one in documents]
    assert sum(simple_html.text_of(one.replace("\f", " ")) is not None for one in documents) > 1000
    monkeypatch.setattr(simple_html, "text_of", lambda _markup: None)
    assert simply == [html.to_text(one) for one in documents]


@pytest.mark.parametrize(
    "markup",
    [
        "a < b <b>c</b>",
        '<a b="x>y"z>z</a>',
        "<script>a<b</script>",
        "<table><tr><td>x",
        "<p>R&Dx</p>",
        "<p>a</br>b</p>",
        "<Div>a</Div>",
    ],
)
def test_what_is_not_simple_is_left_to_the_parser(markup: str) -> None:
    assert simple_html.text_of(markup) is None
