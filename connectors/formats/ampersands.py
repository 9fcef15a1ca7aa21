"""Bare ampersands in hand-made XML: `M&S`, `?a=1&copy=3`. One that begins no reference is itself."""

import re
from html import unescape
from html.entities import html5

_BARE = re.compile(
    r"(<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z))|&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});)(?:([A-Za-z][A-Za-z0-9]{1,31};))?",
    re.DOTALL,
)
"""What hides markup; or an ampersand that XML does not know, with the name behind it where a semicolon ends one."""
_ENDED = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


MOST = 10_000
"""Ampersands of an entry that are mended: a text of nothing else would be five times as long."""


def escaped(text: str) -> str:
    """XML with its bare ampersands written as XML has them; names of HTML stay, but only with their semicolon.

    >>> escaped("AT&T &amp; M&S; caf&eacute; ?a=1&copy=3 <![CDATA[Q&A]]>")
    'AT&amp;T &amp; M&amp;S; caf&eacute; ?a=1&amp;copy=3 <![CDATA[Q&A]]>'
    """
    return _BARE.sub(_as_xml, text) if "&" in text and text.count("&") <= MOST else text


def _as_xml(found: re.Match[str]) -> str:
    if found[1] is not None or found[2] in html5:
        return found[0]
    return f"&amp;{found[2] or ''}"


def read_again(text: str | None) -> str | None:
    """Markup that was escaped twice, or three times, escaped once: a text of nothing but escaped tags.

    >>> read_again("&lt;p&gt;Salt&lt;/p&gt;"), read_again("<p>Close it by &lt;/p&gt;</p>"), read_again("&amp;lt;p&amp;gt;Salt&amp;lt;/p&amp;gt;")
    ('<p>Salt</p>', '<p>Close it by &lt;/p&gt;</p>', '<p>Salt</p>')
    """
    if not text or "lt;/" not in text or "<" in text:
        return text
    if "&amp;lt;/" in text and "&lt;/" not in text:
        text = unescape(text)
    return unescape(text) if "&lt;/" in text and "<" not in text else text


def address(text: str) -> str:
    """An address as an attribute of HTML writes it: there a name without its semicolon is none.

    >>> address("/a?x=1&amp;y=2&copy=3")
    '/a?x=1&y=2&copy=3'
    """
    return _ENDED.sub(lambda found: unescape(found[0]), text) if "&" in text else text
