"""Words that make the name beside them a person's, where a single name follows or leads: "chị Nga", "マリさん", "คุณมาลี"."""

# ruff: noqa: SIM905  word lists read best as words

from typing import TYPE_CHECKING

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.taggers.kind_codes import COUNTRY

if TYPE_CHECKING:
    from newsbeam.pipeline.taggers.disambiguate import Mention

BEFORE = {
    "vi": frozenset("chị bà ông cô bác chú anh thầy cháu Chị Bà Ông Cô Bác Chú Thầy Thị Văn".split()),
    "hi": frozenset("श्री श्रीमती सुश्री कुमारी डॉ".split()),
    "ur": frozenset("جناب مسٹر محترمہ ڈاکٹر".split()),
}
"""By language: "Mr", "Mrs", "aunt"; Vietnamese middle names too, which have a capital ("nhà văn Nga" is a Russian author)."""
JOINED = {"th": ("คุณ", "นาย", "นาง", "นางสาว", "น.ส.", "ด.ช.", "ด.ญ.", "ครู", "ป้า", "ลุง", "น้อง")}
"""The same where no space stands between."""
LONGER = ("ขอบคุณ", "ทนาย", "đàn ông ", "đàn bà ")
"""Words that end as those do: "thanks", "lawyer", "a man"."""
BEHIND = {
    "ja": late("さん|ちゃん|くん"),
    "ko": late(" ?씨(?:[는가의를와도만]|에게|께|라고)?(?![가-힣])"),
    "hi": late(r" (?:खान|सिंह|कुमार|शर्मा|यादव|देवी|प्रसाद|वर्मा|गुप्ता|अली|अंसारी)(?![\w\u0900-\u0963])"),
    "ur": late(r" (?:خان|احمد|علی|حسین|شاہ)(?!\w)"),
}
"""The same behind a name, and the commonest family names where nothing tells a name by its letters; whole words, where words stand apart."""
HONOURED = frozenset((*BEFORE, *JOINED, *BEHIND))


def people_apart(text: str, mentions: "list[Mention]", language: str | None) -> "list[Mention]":
    """The mentions without countries' names that such a word makes a person's: that one, and the same name elsewhere where nothing else in the
    text speaks for the country.
    """
    if language is None or language not in HONOURED:
        return mentions
    before, joined, behind = BEFORE.get(language, NOTHING), JOINED.get(language, ()), BEHIND.get(language)
    named = {
        one.surface
        for one in mentions
        if one.kind == COUNTRY
        and ((behind is not None and behind.match(text, one.end)) or addressed(text, one.start, before, joined))
    }
    if not named:
        return mentions
    sure = {one.code for one in mentions if one.surface not in named}
    return [one for one in mentions if one.surface not in named or one.code in sure]


def addressed(text: str, start: int, before: frozenset[str], joined: tuple[str, ...]) -> bool:
    """Whether such a word stands before a name."""
    ahead = text[start - 12 if start > 12 else 0 : start].rpartition("\n")[2]
    if not ahead or ahead.endswith(LONGER):
        return False
    if ahead[-1] == " ":
        return (word := ahead[:-1].rpartition(" ")[2]) in before or word in joined
    return bool(joined) and ahead.endswith(joined)


NOTHING: frozenset[str] = frozenset()
