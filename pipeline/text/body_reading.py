"""A body on its way to the text proper: what stands before and after it is taken off and kept."""

from newsbeam.pipeline.providers import ProviderRules
from newsbeam.pipeline.text import dateline, desk_marks, roles, written_by
from newsbeam.pipeline.text.byline_dated import DatedByline, dated_byline
from newsbeam.pipeline.text.byline_inline import end_before_place, end_of_byline
from newsbeam.pipeline.text.clean import same_letters
from newsbeam.pipeline.text.dateline import Dateline
from newsbeam.pipeline.text.editor_notes import is_note
from newsbeam.pipeline.text.head_matter import before_dateline, begins_with_byline, is_byline

_LOOK_AT = 3
"""First paragraphs that may be a repeated headline or a byline before the dateline (docs/design/wire-copy.md#datelines)."""
_SHORT = 40
"""Characters of a paragraph that may be no more than a dateline."""


class Reading:
    """A body on its way: what stands before and after the text proper is taken off and kept."""

    def __init__(self, headline: str | None, home_country: str | None, rules: ProviderRules, names: tuple[str, ...] = ()) -> None:
        self.headline, self.home, self.rules = headline, home_country or rules.home_country, rules
        self.dateline: Dateline | None = None
        self.byline: str | None = None
        self.dated: DatedByline | None = None
        self.signature: str | None = None
        self.tail: str | None = None
        self.house: str | None = None
        self.signed: str | None = None
        self.desk: str | None = None
        self.writers: tuple[str, ...] = ()
        self.names = names  # who signs a page: they may stand alone above or below its text
        self.note: str | None = None
        self.standfirst: str | None = None

    def body(self, text: str | None) -> str | None:
        """The text proper of `text`."""
        if not text:
            return None
        text = self._unsigned(text)
        for _ in range(_LOOK_AT):
            text = self._past_byline(text)
            first, _, rest = text.partition("\n\n")
            if self._is_dateline(first, text):
                break
            if rest and self.headline and same_letters(first, self.headline):
                text = rest
            elif rest and self.byline is None and (is_byline(first) or first in self.names):
                self.byline, text = first.rstrip("="), rest
            elif rest and self.note is None and is_note(first):
                self.note, text = first.strip("()（） "), rest
            elif self.byline is None and not begins_with_byline(first) and (end := end_before_place(first)):
                self.byline, text = text[:end].strip(), text[end:].lstrip()
            else:
                break
        noted = self.note is not None
        if self.dateline is None and (head := before_dateline(text, self.headline, self.home, noted=noted)) is not None:
            self.dateline, self.note = head.dateline, "\n".join(filter(None, (self.note, head.note))) or None
            self.byline = " ".join(filter(None, (self.byline, head.byline))) or None
            self.standfirst = head.standfirst
            text = text[head.at :]
        return self._below_dateline(text) or None

    def _below_dateline(self, text: str) -> str:
        """The text behind its dateline, without its writers' names there and at its end."""
        if self.dateline is not None:
            writer, text = written_by.at_dateline(self.dateline, text[len(self.dateline.text) :])
            self.byline = self.byline or writer
        if self.byline is not None and self.tail is None:
            text, self.tail = roles.cut_names(text, self.byline)
        return text

    def _unsigned(self, text: str) -> str:
        """The text without its signature and roles, which are kept."""
        for name in self.names:
            if text.endswith(name) and text[: -len(name)].endswith("\n"):
                self.byline, text = name, text[: -len(name)].rstrip()
        text, self.signature, self.signed, self.desk = desk_marks.unsigned(text)
        text, self.tail, self.writers, self.house = roles.cut(text)
        return text

    def _past_byline(self, text: str) -> str:
        if self.byline is None and (dated := dated_byline(text)) is not None:
            self.dated, self.byline = dated, dated.name
            return text[dated.end :]
        end = end_of_byline(text, self.home) if self.byline is None else 0
        if end:
            self.byline = text[:end].strip(" ()")
        return text[end:]

    def _is_dateline(self, first: str, text: str) -> bool:
        if begins_with_byline(first):
            return False  # whatever town its surname is
        self.dateline = dateline.split(first if len(first) >= _SHORT else text, home_country=self.home)
        return self.dateline is not None
