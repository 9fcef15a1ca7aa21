"""For mkdocstrings: the examples of a docstring (`>>>`) are code, not quotations of a quotation."""

import re
from typing import Any

import griffe

EXAMPLE = re.compile(r"(?:^[ \t]*(?:>>>|\.\.\.)[^\n]*\n?(?:^(?![ \t]*(?:>>>|\.\.\.|$))[^\n]*\n?)*)+", re.MULTILINE)


class Examples(griffe.Extension):
    """Fences them where they stand."""

    def on_instance(self, *, obj: Any, **_: Any) -> None:
        """Each object that has a docstring."""
        if obj.docstring is not None and ">>>" in obj.docstring.value:
            obj.docstring.value = EXAMPLE.sub(lambda found: f"\n```pycon\n{found[0].rstrip()}\n```\n", obj.docstring.value)
