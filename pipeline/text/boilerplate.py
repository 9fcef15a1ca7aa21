"""Lines that belong to the page or the feed, not to the story: general ones here, a provider's own in its file."""

import re
from collections.abc import Sequence
from operator import itemgetter

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.providers import ProviderRules
from newsbeam.pipeline.text.page.share import is_first_elsewhere

_RUN_ON_REACH = 40
"""Characters at a text's end that may be a "read more"."""
_LIMIT = 400
"""Characters of a paragraph that may be boilerplate; a longer one is text."""
# One cheap look decides whether the patterns run at all: nearly no paragraph begins like this.
_SUSPECT = re.compile(
    r"(?:the post|read (?:more|the|full)|continue reading|click here|copyright|©|\(c\)|all rights|follow us|subscribe|sign up|"
    r"advertisement|share this|related:|also read|see also|this (?:story|article) (?:was|originally|first)|download (?:our|the)|"
    r"lire (?:la suite|aussi)|leer más|weiterlesen|leggi anche|baca juga|читайте|اقرأ|مزید پڑھ|\[…\]|\[\.\.\.\]|…)",
    re.IGNORECASE,
)
_GENERAL = (
    re.compile(r"the post .{1,250} (?:appeared first|first appeared) on .{1,80}\.?", re.IGNORECASE),
    re.compile(
        r"(?:read (?:more|the full (?:story|article))|continue reading|lire la suite|leer más|weiterlesen)\W{0,5}", re.IGNORECASE
    ),
    late(
        r"(?:also read|read also|see also|leggi anche|baca juga|читайте также|اقرأ أيضا|مزید پڑھیں)\s?[:|\-–].{1,250}",
        re.IGNORECASE,
    ),
    re.compile(r"(?:copyright|©|\(c\)) .{0,120}all rights reserved\.?.{0,120}", re.IGNORECASE),
    re.compile(r"(?:advertisement|share this(?: article| story| post)?:?|subscribe now|sign up here)\W{0,3}", re.IGNORECASE),
)
_RUN_ON = late(
    r"\s*(?:(?:\.\.\.|…)\s*)?(?:\[(?:…|\.\.\.)\]|(?:read more|continue reading)\s*(?:»|›|→|>>|…|\.\.\.))\s*$", re.IGNORECASE
)


_RUN_ON_ENDS = ("]", "»", "›", "→", ">>", "…", "...")
_FIRST = frozenset("TtRrCcAaFfSsDdLlWwBb©([…" + "Ччام" + "\u017f")
"""What `_SUSPECT` may begin with in any case; the long s is an s to it."""
_KEY = 5
_BEGINS = frozenset(
    [
        "the p",
        "read ",
        "conti",
        "click",
        "copyr",
        "all r",
        "follo",
        "subsc",
        "sign ",
        "adver",
        "share",
        "relat",
        "also ",
        "see a",
        "this ",
        "downl",
        "lire ",
        "leer ",
        "weite",
        "leggi",
        "baca ",
        "читай",
        "مزید ",
    ]
)
"""The first letters of what `_SUSPECT` knows, but for marks and what is shorter."""
_UNKEYED = frozenset("©([…ا")


def cut(text: str, rules: ProviderRules) -> tuple[str, list[str]]:
    """(`text` without boilerplate paragraphs, what was cut)."""
    parts = text.split("\n\n")
    before = _before_tail(parts, rules)
    gone: list[str] = []
    suspects = [] if "" not in before and _FIRST.isdisjoint(map(itemgetter(0), before)) else _suspects(before)
    if rules.boilerplate is not None:
        suspects += filter(rules.boilerplate.match, before)
    last = before[-1]
    if len(before) > 1 and is_first_elsewhere(last):
        suspects.append(last)
    if not suspects and len(before) == len(parts) and "" not in before and not (last.endswith(_RUN_ON_ENDS) or last[-1].isspace()):
        return text, gone  # nearly every text
    known = [
        part for part in suspects if len(part) <= _LIMIT and _is_boilerplate(part, rules)
    ]  # of few, a list is faster than a set
    kept = [part for part in before if part not in known]
    gone += [part for part in before if part in known] if known else []
    gone += parts[len(before) :]
    last = kept[-1] if kept else ""
    if last.rstrip().endswith(_RUN_ON_ENDS) and (run_on := _RUN_ON.search(last, max(0, len(last) - _RUN_ON_REACH))):
        more = "…" if "…" in run_on[0] or "..." in run_on[0] else ""
        if kept[-1] != last[: run_on.start()] + more:
            gone.append(run_on[0].strip())
        kept[-1] = last[: run_on.start()] + more
    elif len(kept) == len(parts) and "" not in kept:
        return text, gone
    return "\n\n".join(filter(None, kept)), list(filter(None, gone))


def _suspects(parts: Sequence[str]) -> list[str]:
    """The paragraphs that begin as boilerplate does."""
    return [
        part
        for part in parts
        if part[:1] in _FIRST and (part[0] in _UNKEYED or part[:_KEY].casefold() in _BEGINS) and _SUSPECT.match(part)
    ]


def _before_tail(parts: Sequence[str], rules: ProviderRules) -> Sequence[str]:
    if rules.tail is None:
        return parts
    for number, part in enumerate(parts):
        if number and len(part) <= _LIMIT and rules.tail.match(part):
            return parts[:number]
    return parts


def _is_boilerplate(part: str, rules: ProviderRules) -> bool:
    """Whether a suspect is what it seems."""
    if any(pattern.fullmatch(part) for pattern in _GENERAL) or is_first_elsewhere(part):
        return True
    return rules.boilerplate is not None and rules.boilerplate.match(part) is not None
