"""The hook that alerts go to, as `[alerts]` of the feed list has it."""

from dataclasses import field

from newsbeam.schemas.quick import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A command that gets each alert as JSON on its standard input, or a web address that it is posted to; or both."""

    command: tuple[str, ...] = ()
    webhook: str | None = field(default=None, repr=False)
    """With its `${ENV}` references as written: they are filled when it is asked, and shown nowhere."""
