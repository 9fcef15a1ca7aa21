"""A bot wall's page, told from its first bytes: it may stand behind any status."""

import re

_HEAD = 32 * 1024
_CHALLENGE = re.compile(
    rb"<title>\s{0,20}(?:just a moment|attention required|checking your browser|ddos-guard|access denied)", re.IGNORECASE
)
_CHALLENGE_TEXT = re.compile(rb"checking your browser before accessing|cf-browser-verification|_cf_chl_|__ddg", re.IGNORECASE)


def is_challenge(body: bytes) -> bool:
    """Whether a page is a bot wall's."""
    head = body[:_HEAD]
    return bool(_CHALLENGE.search(head) or _CHALLENGE_TEXT.search(head))
