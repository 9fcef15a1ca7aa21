"""The sources in a dateline: what stands in brackets or slashes, and whether it is written as agencies are."""

import re
from functools import lru_cache
from typing import NamedTuple

from newsbeam.pipeline.providers import rules_for
from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.credit import sources_of
from newsbeam.pipeline.text.dateline_date import PrintedDay, match_day

OPENERS = "([（【/"
SLASHED = re.compile(r"\s?/{1,2}\s?(?P<src>[^/\n]{2,60}?)\s?/{1,2}")
ACRONYM = re.compile(r"[A-Z][A-Z.&]{1,8}[A-Z]\.?|[A-Z]{2}")
DOMAIN = re.compile(
    r"[\w-]{2,30}\.(?:com|net|org|co|info|news|id|ru|kz|kg|tj|tm|by|tv|pk|in|lk|np|bd|my|ph|az|ua|md|am|ge|uz|rs|ba|hr|bg|ro)(?:\.[a-z]{2})?",
    re.IGNORECASE,
)
_NEWSY = re.compile(
    r"\b(?:news|newswires?|agency|agencies|agencia|agencias|agência|agences?|agenzia|agenturen|ajansı|ajans|wire|press|presse|prensa|"
    r"media|post|times|herald|tribune|desk|bureau|correspondent|reporter|staff|service|foundation|radio|tv|online|today|daily|"
    r"agencija|agentura)\b|news|wire\b|нов[оі]ст|агент|информ|інформ|پریس|نیوز|ایجنسی|ڈیسک|نمائندہ|نامہ نگار|رپورٹر|وقائع نگار|"
    r"بیورو|خصوصی|ڈیلی|روزنامہ|آن لائن|اخبار|ٹی وی|ٹائمز|سٹاف|اسٹاف|مانیٹرنگ|جريدة|صحيفة|مراسل|^(?:الاتحاد|الخليج|البيان|الراي|الرأي|القبس|الأنباء|الجريدة|الوطن|الشرق|الشرق الأوسط|الراية|العرب|عكاظ|الجزيرة|المدينة|اليوم|الدستور|الغد|النهار|"
    r"الأخبار|المستقبل|اللواء|الحياة|الأهرام|الشروق|هسبريس|القدس العربي|العربي الجديد|الصباح|الثورة|تشرين|الزمان|الرياض)$|روزنامه|وکالة|وكالة|وكالات|الأنباء|خبرگزاری|एजेंस|एजेंसि|ब्यूरो|संवाददाता|डेस्क|न्यूज|न्यूज़|समाचार|टीम|সংবাদ|প্রতিনিধি|প্রতিবেদক|ডেস্ক|নিউজ|通讯|通信",
    re.IGNORECASE,
)
_SHORT_DAY = re.compile(r"(\S{2,12})[\s,–-]{1,3}(\d{1,2})[/-](\d{1,2})")
"""`(TTXVN 3/5)`: figures alone are a score, behind an agency's name a day."""
_BEFORE_DAY = re.compile(r"(?:^|(?<=[\s\-–—,۔:|/.]))(?=\w)")


class Source(NamedTuple):
    """What stands in brackets or between slashes."""

    end: int
    printed: str
    """Without the day; may be empty."""
    day: PrintedDay | None
    known: bool
    """One of the names is an agency or provider that we know."""
    newsy: bool
    """Written as agencies are: an acronym, a site, "news", "agency"."""


_POSTS = frozenset(("корр.", "кор.", "corr.", "kor.", "спецкорр.", "собкорр."))
"""A correspondent, before the house."""
_TICKER = re.compile(r"[A-Z][A-Za-z ]{1,14}\s?:\s?[A-Z0-9.]{1,8}")
"""A share's sign at its exchange, behind a company's name: (NYSE: LNC)."""


def source_at(text: str, at: int) -> Source | None:
    """What the bracket or slash at `at` holds; None where nothing closes it."""
    if text[at] == "/":
        slashed = SLASHED.match(text, at)
        if slashed is None:
            return None
        printed, end = slashed["src"].strip(' "“”«»'), slashed.end()
    else:
        closed = _closing(text, at)
        if closed is None:
            return None
        printed, end = text[at + 1 : closed - 1].strip(), closed
    if ":" in printed and _TICKER.fullmatch(printed):
        return None
    found = Source(end, *_understood(printed))
    if text[at] == "/" and found.printed[:1].isupper() and len(found.printed.split()) <= 4:
        found = found._replace(newsy=True)  # only agencies write themselves between slashes
    return found


@lru_cache(maxsize=4096)
def _understood(printed: str) -> tuple[str, PrintedDay | None, bool, bool]:
    """(sources without the day, the day, known, newsy): the same few credits come with every item of a feed."""
    day = None
    for begun in _BEFORE_DAY.finditer(printed):
        found = match_day(printed, begun.start())
        if found is not None and not printed[found[0] :].strip(" .,،۔ء"):
            day = found[1]
            printed = printed[: begun.start()].rstrip(" -–—,.:|۔،")
            break
    if (
        day is None
        and (short := _SHORT_DAY.fullmatch(printed)) is not None
        and agency(short[1]) is not None
        and int(short[3]) <= 12
    ):
        day, printed = PrintedDay(int(short[3]), int(short[2]), None), short[1]
    return printed, day, is_known(printed), is_newsy(printed)


def is_known(printed: str) -> bool:
    """Whether one of the names printed is an agency's or a provider's that we know (`ats afp`: all of them)."""
    names = (printed, *sources_of(printed))
    if any(agency(name) is not None or rules_for(name).name is not None for name in names):
        return True
    words = printed.split()
    if words and words[0].casefold() in _POSTS:
        return is_known(" ".join(words[1:]))  # Корр. БЕЛТА
    return 1 < len(words) <= 3 and all(agency(word) is not None for word in words)


def is_newsy(printed: str) -> bool:
    """Whether `printed` is written as agencies are, known or not."""
    return bool(printed) and (
        is_known(printed)
        or all(ACRONYM.fullmatch(word) or word in "-–/&" for word in printed.split())
        or bool(DOMAIN.fullmatch(printed))
        or bool(_NEWSY.search(printed))
    )


def _closing(text: str, at: int) -> int | None:
    """The end of the bracket at `at`; one bracket may stand inside another."""
    depth = 0
    for end in range(at, min(len(text), at + 160)):
        if text[end] in "([（【":
            depth += 1
        elif text[end] in ")]）】":
            depth -= 1
            if depth == 0:
                return end + 1
    return None
