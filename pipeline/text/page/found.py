"""What is found where an archived text is a page. Apart from how it is read, which a run without archives never needs."""

from typing import NamedTuple

from newsbeam.pipeline.text.dateline import Dateline
from newsbeam.schemas.item import Item


class Page(NamedTuple):
    """A page, understood."""

    item: Item | None
    taken: tuple[str, ...] = ()
    """Lines that are neither text nor named, as printed."""
    dateline: Dateline | None = None
    """The one that stands on a line of its own."""
    signed: Dateline | None = None
    """The place and day behind the text, as releases are signed."""
    credit: str | None = None
    """An agency that is named above or beside the text."""


NO_PAGE = Page(None)
