"""What is read of a long text where it surely is in the language that the story or its feed claims: half of what the detector else costs.

Pieces of the body, and nothing of the headline: a headline is in another language than its body more often than one part of a body than the next.
"""

LONG = 300
"""Characters from which on a text is glanced at."""
HEADLINES = 150
"""Characters in which its headline ends."""
GLANCED = ((100, 140), (160, 200), (220, 260))
"""The pieces, behind the headline. Of 89,786 texts with claims, right and wrong ones, they tell 28 otherwise than 300 characters from the start
do, of which 27 were put together of two languages' sentences."""


def glanced(text: str) -> str:
    """Pieces of a long text.

    >>> len(glanced("x" * 400)), glanced("A headline" + chr(10) + "x" * 100 + "body" * 12)[:8]
    (122, 'bodybody')
    """
    at = text.find("\n", 0, HEADLINES) + 1
    return " ".join([text[at + begin : at + end] for begin, end in GLANCED])
