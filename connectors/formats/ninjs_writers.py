"""Who wrote a news object, of all who had a hand in it."""

import re
from typing import Any

from newsbeam.connectors.formats.json_text import objects, text_of

_OTHER_WORK = re.compile(r"(?:\S+:)?(?:photo|foto|camera|video|graphic|illustrat|edit|translat|produc)", re.IGNORECASE)
"""The roles of those who had a hand in an item and did not write it; a role may be a code (`role:editor`)."""


def writers(news: dict[str, Any]) -> tuple[str, ...]:
    """Contributors and authors, but for those whose role is another's work: pictures, editing, translation."""
    return tuple(
        name
        for key in ("contributors", "authors")
        for one in objects(news.get(key))
        if (name := text_of(one.get("name"))) and not any(_OTHER_WORK.match(role) for role in _roles(one))
    )


def _roles(contributor: dict[str, Any]) -> list[str]:
    listed = [contributor.get("role"), *(roles if isinstance(roles := contributor.get("roles"), list) else [roles])]
    return [text for role in listed if (text := text_of(role.get("name") if isinstance(role, dict) else role))]
