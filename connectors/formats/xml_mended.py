"""Wire XML that is not well formed, as near to what was meant as can be said for certain (docs/design/guarding.md#markup).

What has one meaning only is written as XML has it: a bare ampersand, a `<` that begins no tag, a name of HTML's, `<br>`, a prefix that
nobody declared. Nothing is guessed: what is not well formed after that is refused.
"""

import re
from html.entities import html5

from newsbeam.connectors.formats.ampersands import escaped

_HIDDEN = r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
"""What hides markup."""
_LONE = re.compile(rf"({_HIDDEN})|<(?=[\s\d<=&.,;$€£-])", re.DOTALL)
_NAMED = re.compile(rf"({_HIDDEN})|&([A-Za-z][A-Za-z0-9]{{1,31}};)", re.DOTALL)
_OF_XML = frozenset(("amp;", "lt;", "gt;", "quot;", "apos;"))
_VOID = re.compile(
    rf"({_HIDDEN})|<(br|hr|img|wbr)((?:\s[^<>]{{0,2000}})?)(?<!/)>(?!\s{{0,20}}</(?:br|hr|img|wbr)\b)", re.DOTALL | re.IGNORECASE
)
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]{0,40}):[A-Za-z_]|\s([A-Za-z_][\w.-]{0,40}):[A-Za-z_][\w.-]{0,60}\s{0,4}=\s{0,4}[\"']")
_DECLARED = re.compile(r"\sxmlns:([\w.-]{1,40})\s{0,4}=")
_ROOT = re.compile(r"\s{0,100}<[^\s<>/!?]{1,200}")
_MOST = 40
"""Prefixes that are declared."""


def mended(text: str, known: frozenset[str] = frozenset()) -> str:
    """An element's text with all that has one meaning only written as XML has it; `known`: prefixes that are declared around it.

    >>> mended("<p xmlns:a='u'>AT&T, 3 < 4 &mdash; caf&eacute;<br>x <a:b/><c:d/></p>")
    "<p xmlns:c='urn:undeclared:c' xmlns:a='u'>AT&amp;T, 3 &lt; 4 &#8212; caf&#233;<br/>x <a:b/><c:d/></p>"
    """
    found = escaped(text)
    found = _LONE.sub(lambda one: one[1] or "&lt;", found)
    found = _NAMED.sub(_in_numbers, found)
    found = _VOID.sub(lambda one: one[1] or f"<{one[2]}{one[3].rstrip()}/>", found)
    return _declared(found, known)


def prefixes_of(text: str) -> frozenset[str]:
    """The prefixes that the first tag of a text declares."""
    return frozenset(_DECLARED.findall(text[: text.find(">") + 1]))


def _in_numbers(found: re.Match[str]) -> str:
    if found[1] is not None or found[2] in _OF_XML:
        return found[0]
    return "".join(f"&#{ord(char)};" for char in html5[found[2]]) if found[2] in html5 else found[0]


def _declared(text: str, known: frozenset[str]) -> str:
    root = _ROOT.match(text)
    if root is None or ":" not in text:
        return text
    used = {one or other for one, other in _PREFIX.findall(text)} - {"xml", "xmlns"} - known - prefixes_of(text)
    if not used or len(used) > _MOST:
        return text
    spaces = "".join(f" xmlns:{one}='urn:undeclared:{one}'" for one in sorted(used))
    return text[: root.end()] + spaces + text[root.end() :]
