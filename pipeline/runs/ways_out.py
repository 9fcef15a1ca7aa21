"""What an operator can do for a feed that fails: one line for each reason that does not pass by itself."""

from collections.abc import Mapping
from typing import Final

from newsbeam.schemas.codes import Reason

AT_REST: Final = "mend its entry, or what its server wants, and say `newsbeam feeds resume ID`; no run asks it before"
"""Of a feed that was given up."""
_ADDRESS = "look for its new address (`newsbeam feeds discover SITE`) and give it as `url`"
_PAGE = "its address gives no feed: `newsbeam feeds discover URL` names those that its page links"
_LET_IN = "ask the provider to let newsbeam in, or give the feed the `headers` or the `auth` that its server wants"
_LIMIT = "the message names what was too much, and the key that allows more where there is one"
_END = "open its address in a browser and give the one that it ends at as `url`"
WAYS_OUT: Final[Mapping[str, str]] = {
    Reason.HTTP_404: _ADDRESS,
    Reason.HTTP_410: _ADDRESS,
    Reason.DNS: "its host has no address: is it spelled right, or has it moved (`newsbeam feeds discover SITE`)?",
    Reason.TLS: "see its certificate in a browser, and tell the provider: what cannot prove who it is is not fetched",
    Reason.HTTP_403: _LET_IN,
    Reason.CHALLENGE: _LET_IN,
    Reason.ROBOTS: "its robots.txt forbids it: ask the provider",
    Reason.BAD_REDIRECT: _END,
    Reason.TOO_MANY_REDIRECTS: _END,
    Reason.TOO_LARGE: _LIMIT,
    Reason.TOO_DEEP: _LIMIT,
    Reason.TOO_COMPLEX: _LIMIT,
    Reason.HTML_NOT_FEED: _PAGE,
    Reason.NOT_A_FEED: _PAGE,
    Reason.NO_ENTRIES: _PAGE,
    Reason.UNKNOWN_FORMAT: "give it a `format` that there is; the message names them",
    Reason.DTD_FORBIDDEN: "ask the provider for a feed without a document type of its own",
    Reason.BUG: "please report it, with the trace in the log",
}
"""Reason -> the way out. What is not here passes by itself, or is the provider's to mend."""
