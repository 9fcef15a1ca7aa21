"""Words that make the name beside them a person's, where a single name follows or leads: "chị Nga", "マリさん", "คุณมาลี"."""

# ruff: noqa: SIM905  word lists read best as words

from typing import TYPE_CHECKING

from newsbeam.pipeline.taggers.kind_codes import COUNTRY

if TYPE_CHECKING:
    from newsbeam.pipeline.taggers.disambiguate import Mention

BEFORE = {
    "vi": frozenset("chị bà ông cô bác chú cụ em anh thầy cháu thị văn".split()),
    "th": frozenset(("คุณ", "นาย", "นาง", "นางสาว", "น.ส.", "ด.ช.", "ด.ญ.", "ครู", "ป้า", "ลุง", "น้อง")),
    "hi": frozenset("श्री श्रीमती सुश्री कुमारी डॉ".split()),
    "ur": frozenset("جناب مسٹر محترمہ ڈاکٹر".split()),
}
"""By language: "Mr", "Mrs", "aunt"; Vietnamese middle names too."""
BEHIND = {
    "ja": ("さん", "ちゃん", "くん", "君", "選手", "氏"),
    "ko": ("씨", " 씨"),
    "hi": (" खान", " सिंह", " कुमार", " शर्मा", " यादव", " देवी", " प्रसाद", " वर्मा", " गुप्ता", " अली", " अंसारी"),
    "ur": (" خان", " احمد", " علی", " حسین", " شاہ"),
}
"""The same behind a name, and the commonest family names where nothing tells a name by its letters."""


def people_apart(text: str, mentions: "list[Mention]", language: str | None) -> "list[Mention]":
    """The mentions without countries' names that such a word makes a person's: that one, and the same name elsewhere where nothing else in the
    text speaks for the country.
    """
    before, behind = BEFORE.get(language or "", NOTHING), BEHIND.get(language or "", ())
    if not before and not behind:
        return mentions
    named = {one.surface for one in mentions if one.kind == COUNTRY and addressed(text, one.start, one.end, before, behind)}
    if not named:
        return mentions
    sure = {one.code for one in mentions if one.surface not in named}
    return [one for one in mentions if one.surface not in named or one.code in sure]


def addressed(text: str, start: int, end: int, before: frozenset[str], behind: tuple[str, ...]) -> bool:
    """Whether such a word stands beside a name."""
    if behind and text.startswith(behind, end):
        return True
    ahead = text[start - 12 if start > 12 else 0 : start].rpartition("\n")[2]
    if not before or not ahead:
        return False
    if ahead[-1] == " ":
        return ahead[:-1].rpartition(" ")[2].lower() in before
    return any(ahead.endswith(word) for word in before if word > "\u0e00")


NOTHING: frozenset[str] = frozenset()
