"""HTML to plain text: blocks become paragraphs, inline markup nothing, scripts and styles are gone (selectolax, lexbor)."""

import re
from itertools import filterfalse, repeat

from selectolax.lexbor import LexborHTMLParser

from newsbeam.connectors.formats.html_depth import is_too_deep
from newsbeam.connectors.formats.references import paired
from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text import simple_html
from newsbeam.pipeline.text.clean import is_shown, line, paragraphs, plain, unescape_once
from newsbeam.pipeline.text.normal_form import normal
from newsbeam.pipeline.text.preformatted import with_lines

# Form feeds: white space to HTML, so the parser takes them for no error (a control character costs it a microsecond
# each), and two breaks make a block by themselves, as they do for the eye.
_BREAK, _BLOCK = simple_html.BREAK, simple_html.BLOCK
# The parser forgets where blocks stood; a mark before each keeps "Wednesday." and "Former" apart (docs/design/wire-copy.md#text).
_BLOCKS = late(
    r"<(?=/?(?:p|div|h[1-6]|li|ul|ol|dl|dt|dd|tr|table|blockquote|pre|section|article|header|footer|aside|figure|figcaption|hr|main|nav)"
    r"[\s/>])",
    re.IGNORECASE,
)
_BREAKS = re.compile(r"<(?=br[\s/>])", re.IGNORECASE)
_CELLS = re.compile(r"<(?=/?t[dh][\s/>])", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:[A-Za-z/!?])|&(?:#\d|#[xX][0-9A-Fa-f]|[A-Za-z])")
_INLINE_TAG = late(
    r"</?(?:a|abbr|b|big|br|cite|code|del|em|font|i|img|ins|mark|p|q|s|small|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_NAMES = (
    "address|applet|area|article|aside|audio|base|blockquote|body|br|button|canvas|caption|center|col|colgroup|dd|details|dir|div|dl|dt|embed|"
    "fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|input|label|legend|li|link|main|map|meta|nav|"
    "noscript|object|ol|option|p|param|picture|pre|script|section|select|source|style|summary|svg|table|tbody|td|template|textarea|tfoot|th|"
    "thead|title|tr|track|ul|video|wbr"
)
_TAG = late(
    r"</?(?:(?P<inline>a|abbr|b|big|cite|code|del|em|font|i|img|ins|mark|q|s|small|span|strike|strong|sub|sup|time|tt|u)"
    rf"|{_NAMES})(?:\s[^<>]{{0,1000}})?/?>|<!--.{{0,1000}}?-->",
    re.IGNORECASE | re.DOTALL,
)
_SCRIPT = re.compile(r"<(script|style)\b[^<>]{0,1000}>.{0,10000}?</\1\s*>", re.IGNORECASE | re.DOTALL)
_LEFT = late(
    r"&(?:amp|quot|apos|nbsp|[lr][sd]quo|[mn]dash|hellip|laquo|raquo|bull|middot|eacute|euro|pound|copy|reg|trade|#\d{2,6}|#[xX][0-9a-fA-F]{2,5});"
)
_ANY_TAG = re.compile(r"<(script|style)\b.*?(?:</\1\b[^>]*>|\Z)|</?[A-Za-z][^<>]*>|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
_SHORT = 20_000
"""Characters of what may be a short text: tags are looked for in no longer one, whose search could be made costly."""
_SILENT = ["script", "style", "noscript", "template", "iframe", "object", "svg", "select", "button", "textarea", "title", "head"]
_EMPTY_LINES = re.compile(r"\f(?:[ \t\r\n\xa0]*\f)+")
_WHITE = f" {_BREAK}"
_PARSED_ONLY = late("[\0\ud800-\udfff]")
"""What a parser reads other characters for."""
_GAP = re.compile(r"\n{2,}")


def to_text(markup: str) -> str:
    r"""The text that a reader of the page would see, paragraphs parted by an empty line, `<br>` a new line.

    >>> to_text("<p>on Wednesday.</p><p>Former <b>na</b>tional</p>")
    'on Wednesday.\n\nFormer national'
    """
    if ("<" not in markup and "&" not in markup) or not _MARKUP.search(markup):
        return paragraphs(markup)
    marked = paired(markup).replace(_BREAK, " ")
    if "<" in marked:
        simple = simple_html.text_of(marked)
        if simple is not None and (rows := _rows(normal(_spaces(simple)))) is not None:
            return rows
        text = _parsed(marked) if simple is None or _PARSED_ONLY.search(simple) else simple
    else:
        text = unescape_once(marked)
        if "\n" in text:
            return paragraphs(text)
    blocks = _EMPTY_LINES.sub(_BLOCK, plain(text, keep=_BREAK)).split(_BLOCK)
    return "\n\n".join(filter(None, map(_lines, blocks)))


def _parsed(marked: str) -> str:
    if "<pre" in marked or "<PRE" in marked:
        marked = with_lines(marked)
    marked = _BREAKS.sub(_BREAK + "<", _BLOCKS.sub(_BLOCK + "<", marked))
    if "<t" in marked:
        marked = _CELLS.sub(" <", marked)
    if is_too_deep(marked):  # no page that a reader could see: its words, without what their order would have told
        return unescape_once(_ANY_TAG.sub("", marked))
    tree = LexborHTMLParser(marked)
    tree.strip_tags(_SILENT)
    body = tree.body
    return body.text(separator="") if body is not None else ""


def _spaces(text: str) -> str:
    """`text` with a space for each line end, tab and hard space."""
    for white in "\n\xa0\t\r":
        if white in text:
            text = text.replace(white, " ")
    return text


def _rows(text: str) -> str | None:
    """The same for a text whose only white space is spaces and breaks; None where it holds what must not be shown."""
    blocks = [*filter(None, map(str.strip, text.split(_BLOCK), repeat(_WHITE)))]
    odd = "".join(filterfalse(str.isprintable, blocks)).replace(_BREAK, "")  # what is in blocks with single breaks, nearly always
    if not odd.isprintable() and not is_shown(text.replace(_BREAK, "")):
        return None
    if odd:
        blocks = [_broken(one) if _BREAK in one else one for one in blocks]
    rows = "\n\n".join(blocks)
    return "\n".join(map(_spaced, rows.split("\n"))) if "  " in rows else rows


def _broken(block: str) -> str:
    return _GAP.sub("\n\n", "\n".join(map(str.strip, block.split(_BREAK), repeat(_WHITE))))


def _spaced(row: str) -> str:
    return " ".join(row.split()) if "  " in row else row.strip()


def _lines(block: str) -> str:
    if _BREAK not in block:
        if block.isprintable() and "  " not in block:
            return block.strip()  # no white space but single spaces: nearly every paragraph
        return " ".join(block.split())
    return "\n".join(filter(None, (" ".join(row.split()) for row in block.split(_BREAK))))


def headline_text(text: str, *, markup: bool) -> str:
    """A headline's one line. Plain headlines with inline tags or references in them were escaped once too often: undone once."""
    if markup or ("<" in text and _INLINE_TAG.search(text)):
        text = to_text(text)
    elif "&" in text:
        text = unescape_once(text)
    return line(untagged(text)) or ""


def one_line(text: str | None) -> str | None:
    """A keyword, caption or credit as a reader sees it: no tags, no references, one line; None where nothing is left.

    >>> one_line("Food &amp;amp; <b>Drink</b>"), one_line("Gains at <ACME.N>"), one_line("<script>x()</script> in a title")
    ('Food & Drink', 'Gains at <ACME.N>', 'in a title')
    """
    if text is None:
        return None
    return line(untagged(unescape_once(text))) if "&" in text or "<" in text else line(text)


def untagged(text: str) -> str:
    """`text` without what is left of HTML in it: its elements' tags, the content of its scripts, references escaped twice."""
    if "&" in text:
        text = referenced(text)
    if "<" in text and len(text) <= _SHORT and _TAG.search(text):
        text = _TAG.sub(lambda m: "" if m["inline"] else " ", _SCRIPT.sub(" ", text))
    return text


def referenced(text: str) -> str:
    """`text` without references that were escaped twice (`Food &amp;amp; Drink`): those that nobody writes for a reader."""
    while "&" in text and ";" in text and (better := _LEFT.sub(lambda m: unescape_once(m[0]), text)) != text:
        text = better
    return text
