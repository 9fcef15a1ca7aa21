"""Text of an Atom feed that says it is plain, or nothing of its kind (RFC 4287 takes it for plain), and is HTML all the same."""

import re

_BEGUN = re.compile(r"\s{0,64}<(p|div|h[1-6]|ul|ol|table|figure|blockquote|section|article)(?:\s[^<>]{0,1000})?>", re.IGNORECASE)


def is_html(text: str | None) -> bool:
    """Whether text begins with a paragraph, a list or a like part of a page, and ends it. A word about a tag begins otherwise.

    >>> is_html("<p>Salt</p> <p>Read more"), is_html("<p> and <div> are tags"), is_html("a <p>Salt</p>")
    (True, False, False)
    """
    if not text or "</" not in text:
        return False
    begun = _BEGUN.match(text)
    return begun is not None and f"</{begun[1]}>".casefold() in text.casefold()
