"""The language of a story: pycld2 first, py3langid's model where that is unsure, the feed's word where both may err.

pycld2 (Apache-2.0) answers in 10 us and is wrong mostly between close languages; the other (`language_model`, BSD-3-Clause) takes 100 us
and tells them apart. Measured on 43 languages: `newsbeam evaluate language`.
"""

# ruff: noqa: SIM905  word lists read best as words

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pycld2

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.taggers import language_model
from newsbeam.pipeline.taggers.closer_language import closer_language, is_yoruba, of_two
from newsbeam.pipeline.taggers.language_glance import LONG, glanced
from newsbeam.pipeline.taggers.language_tags import CODES, canonical, primary
from newsbeam.schemas.codes import Flag, LanguageBasis
from newsbeam.schemas.story import Story

VERSION = "language/2"
LIMIT = 400
"""Characters read, by both detectors: of 3,688 texts of four sentences 480 and 600 change no answer, and a hundred cost 5 us."""
AGAIN = 300
"""Characters that the second detector reads, which takes a microsecond for each: of 7,349 texts of four sentences 300 cost one its right answer, 250 two."""
SURE, MOSTLY = 90, 75
"""Hundredths of a text in one language from which pycld2 may contradict a declaration, and from which nobody else is asked:
there the second detector differs once in 300 texts, but for English, which is in texts of every language."""
LETTERS_NEEDED = 12
"""Below this many letters no detector is asked: the feed's or provider's word stands. Other scripts say more by a letter."""

CLOSE_LANGUAGES = {
    code: frozenset(group) - {code}
    for group in (("id", "ms"), ("hr", "sr", "bs", "sl"), ("nb", "nn", "da", "sv"), ("cs", "sk"), ("mk", "bg", "sr", "ru", "uk", "be"), ("hi", "mr", "ne"), ("es", "gl", "ca", "pt"), ("fa", "ur", "ps", "ar"))
    for code in group
}  # fmt: skip
"""Languages that detectors take for one another: a feed's word decides between them."""

DOUBTED = frozenset({"sr", "ms", "nn", "bs", "hr", "sk", "nb", "gl", "un", "da", "mk", "af"})
"""pycld2's answers that are wrong often enough to ask again (measured: all its sure errors but English for a page of names)."""

SECOND = (
    "af am ar az be bg bn ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko ku ky "
    "lo lt lv mg mk ml mn mr ms mt nb ne nl nn no pa pl ps pt ro ru si sk sl sq sr sv sw ta te th tl tr ug uk ur uz vi xh zh "
    "zu"
).split()
"""What the second detector may answer: the languages of news, not Aragonese, Wu or Turkmen, which it finds in Spanish, Chinese and Turkish.
Bosnian is taken from the feed's word alone: no detector can tell it from Croatian in a headline."""

_UNREADABLE = late("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\u2028\u2029]")
ENGLISH = late(
    r"\b(?:the|and|of|with|from|that|are|his|says|said|new|will|how|why|what|you|your|this|its|after|as|who|has)\b", re.IGNORECASE
)
"""A headline without one of these may be any language's: pycld2 calls "Mais il bloque son poing" English, and is sure."""
STEADY = frozenset({("sr", "mk"), ("hr", "sl"), ("nb", "da"), ("da", "nb"), ("hr", "sr")})
"""(pycld2's answer, the other's): pairs where the first, if it is sure, is right more often."""
NO_NEWS = frozenset("la co ia ie vo gv sco bh crs bi".split())
"""pycld2's answers that no news is in: Latin is Czech, Corsican Italian, Bihari Hindi."""
SHORT = 150
"""Characters below which the telling words are asked, whatever the detectors say: a longer text they tell rightly by themselves."""

DECLARED, FEED, DETECTED, NONE = map(str, (LanguageBasis.DECLARED, LanguageBasis.FEED, LanguageBasis.DETECTED, LanguageBasis.NONE))

Answer = tuple[str | None, bool]

ARABIC = frozenset("ar fa ur ps sd ug ku ckb".split())
_ARABIC_LETTERS = re.compile("[\u0620-\u06d3]")
_URDU, _PERSIAN = late("[\u0679\u0688\u0691\u06ba\u06c1\u06be\u06d2]"), late("[\u067e\u0686\u0698\u06af\u06a9\u06cc]")
_SERBIAN = late("[\u0458\u0459\u045a\u045f\u045b\u0452\u0453\u045c\u0455]")
_RUSSIAN = re.compile("[\u0439\u0449\u044a\u044b\u044c\u044d\u044e\u044f]")
HOMES = {
    "RS": "sr", "ME": "sr", "MK": "mk", "BG": "bg", "HR": "hr", "BA": "bs", "SI": "sl", "NO": "nb", "DK": "da", "SE": "sv",
    "CZ": "cs", "SK": "sk", "MY": "ms", "BN": "ms", "ID": "id", "NL": "nl", "ZA": "af", "NP": "ne", "IR": "fa", "PK": "ur",
    "UA": "uk", "RU": "ru", "BY": "be", "PT": "pt", "BR": "pt",
}  # fmt: skip
"""What a provider at home there writes, where its text could be of the language or of its close languages."""


def tag_language(story: Story, found: Mapping[str, Any]) -> Mapping[str, Any]:
    """`language` (BCP 47) and `language_basis`; flag `language_mismatch` where the declared one is surely not the text's."""
    ((code, sure),) = answered([weighed(*read(story))])
    return columns_of(story, found, code, sure=sure)


def tag_languages(stories: Sequence[Story], found: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """`tag_language` of each. The second detector, which one text in twenty needs, reads its texts together: one by one, between other work
    that drives its tables out of the processor's cache, it takes four times as long.
    """
    answers = answered([weighed(*read(story)) for story in stories])
    return [columns_of(story, own, code, sure=sure) for story, own, (code, sure) in zip(stories, found, answers, strict=True)]


def read(story: Story) -> tuple[str, str | None, str | None]:
    """What is read of a story, the language that it or its feed claims, and its provider's home's."""
    claims = story.claims
    hint = primary(canonical(claims.declared_language)) or primary(canonical(claims.feed_language))
    body = (story.body_text or story.summary or "")[:LIMIT]
    text = f"{story.headline}\n{body}"[:LIMIT] if story.headline and body else (story.headline or body)[:LIMIT]
    return text, hint, HOMES.get(claims.home_country or "")


def columns_of(story: Story, found: Mapping[str, Any], code: str | None, *, sure: bool) -> Mapping[str, Any]:
    """The columns of a text in this language, as against what is claimed."""
    said, fed = canonical(story.claims.declared_language), canonical(story.claims.feed_language)
    declared = primary(said)
    if code is None or not sure:
        if declared:
            return {"language": said, "language_basis": DECLARED}
        if primary(fed):
            return {"language": fed, "language_basis": FEED}
    if code is None:
        return {"language": None, "language_basis": NONE}
    if code == declared:
        return {"language": said, "language_basis": DECLARED}
    columns: dict[str, Any] = {"language": code, "language_basis": DETECTED}
    if declared and sure:
        columns["quality_flags"] = (*found.get("quality_flags", story.quality_flags), Flag.LANGUAGE_MISMATCH.value)
    return columns


def detect(text: str, *, hint: str | None = None, home: str | None = None) -> Answer:
    """(primary language, whether it may contradict what was declared); (None, False) for a text without letters enough.

    `hint` is the declared or the feed's language, `home` the one that is written where the provider is at home: a hint
    decides between close languages, a home where the detectors are not agreed.
    """
    return answered([weighed(text, hint, home)])[0]


def weighed(text: str, hint: str | None, home: str | None) -> "Answer | Doubt":
    """The answer of the first detector and what is claimed, or a doubt that the second one may settle."""
    head = text[:200]
    needed = LETTERS_NEEDED if head.isascii() else LETTERS_NEEDED // 3
    # Nearly every text has them in its first words, and what counts them all costs a tenth of the detector.
    if letters(text[: needed + needed // 2]) < needed and letters(head) < needed:
        return None, False
    if hint and len(text) > LONG:
        glance = glanced(text)
        code, share = first(glance)
        # French in pieces is English to pycld2 once in a thousand times, without one of English's own words.
        if code == hint and share >= SURE and (code != "en" or ENGLISH.search(glance)):
            return hint, True  # two witnesses, as below, and nearly every feed is right
    code, share = first(text)
    if code == hint:
        return code, True  # two witnesses; the second detector costs ten times the first
    doubt = Doubt(text, code, share, hint, home)
    if code in DOUBTED or code in NO_NEWS or share < (SURE if code == "en" else MOSTLY) or (code == "en" and unsaid(text)):
        # What the second detector has never heard of (Somali) it is not asked about.
        return doubt if code in DOUBTED or code in SECOND or code in NO_NEWS else settled(doubt, code)
    return settled(doubt, None)


def answered(known: "Sequence[Answer | Doubt]") -> list[Answer]:
    """The answers; where there is none yet, with the second detector's help."""
    asked = [one for one in known if isinstance(one, Doubt)]
    seconds = iter(again(asked) if asked else ())
    return [settled(one, next(seconds)) if isinstance(one, Doubt) else one for one in known]


class Doubt(NamedTuple):
    """A text, and what the first detector says of it: `code`, of which it vouches for so many hundredths."""

    text: str
    code: str
    share: int
    hint: str | None
    home: str | None


def settled(doubt: Doubt, second: str | None) -> Answer:
    """The answer for a text of which the second detector, if it was asked, says `second`."""
    text, code, share, hint, home = doubt
    sure = share >= SURE
    said = [code] if share else []
    if second:
        said.append(second)
        # Where they differ the second is right far more often; only both together may contradict a declaration.
        code, sure = (
            (second, sure)
            if second == code
            else (of_two(text, second, code) or (code if sure and (code, second) in STEADY else second), False)
        )
        if home and home in CLOSE_LANGUAGES.get(code, ()) and not sure:
            code = home
        if not text.isascii() and is_yoruba(text[:200], hint):
            return "yo", True
    if hint and hint in CLOSE_LANGUAGES.get(code, ()):
        return hint, True
    head = text[:200]
    code = scripted(head, code)
    if code in ("id", "ms"):
        code = of_two(text, "ms", "id") or home or "id"
    elif code != hint and (((second or code in UNASKED) and len(text) < SHORT) or code in CLOSEST):
        code = closer_language(text, code, said=said, home=home)
    return code, sure or letters(head) > 100


UNASKED = frozenset({"hi", "cs"})
"""Answers that the first detector is trusted with, but not against a close language's own words."""
CLOSEST = frozenset({"sr", "mk", "hr"})
"""Told by their words at any length: the detectors take one for the other in a paragraph as well."""


def unsaid(text: str) -> bool:
    """Whether a short text has none of the words that hold English together."""
    return len(text) < SHORT and ENGLISH.search(text) is None


def scripted(head: str, code: str) -> str:
    """`code`, or the language that the letters are of where it is not written in them."""
    if head.isascii():
        return code
    if code not in ARABIC and len(_ARABIC_LETTERS.findall(head)) > len(head) // 3:
        return "ur" if _URDU.search(head) else "fa" if _PERSIAN.search(head) else "ar"
    if code in ("bg", "ru", "uk", "mk", "sr") and max(head) >= "\u0400":
        if code in ("bg", "ru") and _SERBIAN.search(head) and not _RUSSIAN.search(head):
            return of_two(head, "sr", "mk") or "sr"
        if code in ("mk", "sr") and _RUSSIAN.search(head) and not _SERBIAN.search(head):
            return "bg"
    return code


def letters(text: str) -> int:
    """How many characters are letters, of any script."""
    return sum(map(str.isalpha, text))


def first(text: str) -> tuple[str, int]:
    """pycld2's answer, and for how many hundredths of the text it vouches: 0 where it calls its answer unreliable."""
    try:
        reliable, _, details = pycld2.detect(text)
    except pycld2.error:
        # It refuses control characters and non-characters: rare enough to clean only then.
        try:
            reliable, _, details = pycld2.detect(_UNREADABLE.sub(" ", text).encode("utf-8", "ignore"))
        except pycld2.error:
            return "un", 0
    _, code, share, _ = details[0]
    return CODES.get(code, code), int(share) if reliable else 0


def again(doubts: "Sequence[Doubt]") -> list[str]:
    """The second detector's answers."""
    return [NEWER.get(code, code) for code in language_model.classify_all([one.text[:AGAIN] for one in doubts])]


NEWER = {**CODES, "no": "nb", "nn": "nb"}
"""The second detector's codes as we write them."""
