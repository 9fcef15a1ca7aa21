"""Datelines of Chinese, Japanese and Korean agencies: no spaces, brackets of their own, the place inside the credit."""

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.dateline_date import PrintedDay
from newsbeam.pipeline.text.dateline_parts import Parts
from newsbeam.pipeline.text.dateline_place import is_place
from newsbeam.pipeline.text.reporter_cjk import LOOK, MARKS, lead

_HAN = r"[\u3400-\u9fff々ヶ]"
_NAME = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3々ー]"
_ASIAN = late(r"[\u3040-\u9fff\uac00-\ud7a3]")
_PATTERNS = (
    # 新华社北京10月20日电（记者 张三）, （中新社伦敦20日电）
    late(
        r"[（(【]?(?P<src>新华社|新華社|中新社|中新网|中央社|法新社|路透社|美联社|人民网|央视网|本报|本報|本社|[\u3400-\u9fff]{2,5}(?:社|网|報|报|讯))[／/]?"
        r"(?P<place>(?:记者|記者)?[\u3400-\u9fff、]{2,16}?)(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日?(?:[专專]?[电電]|[综綜]合外[电電][报報][导導道]|讯|訊|(?=[（(][\u3400-\u9fff·]{2,4}(?:[、\s][\u3400-\u9fff·]{2,4}){0,4}[）)]))[）)】]?"
        r"(?:\s?[（(](?:(?:记者|記者)[^（）()]{1,40}|[\u3400-\u9fff·]{2,5}(?:[\s、，]{1,2}[\u3400-\u9fff·]{2,5}){0,4})[）)]|"
        r"(?:记者|記者)[\u3400-\u9fff·]{2,4}?(?:报道|報道|報導)(?=[:：]))?[\s:：，-]*"
    ),
    # 【ロンドン共同】, 【北京時事】, [ロンドン 20日 ロイター] -, （ロンドン＝共同）
    late(
        rf"[【\[（(](?P<place>{_NAME}{{2,14}}?)[\s　]?(?:(?:(?P<month>\d{{1,2}})月)?(?P<day>\d{{1,2}})日[\s　]?)?[＝=]?"
        r"(?P<src>共同|時事|ロイター|ＡＦＰ|AFP|AFP時事|CNN|毎日|朝日|[聯連]合ニュース|タス|ブルームバーグ|ＡＰ|AP|[\u3400-\u9fff]{0,2}通信)(?:[＝=][^】\]）)]{1,20})?[】\]）)][\s　\-–—:：]*"
    ),
    # マニラ、12月3日（ロイター） - , 马尼拉，12月3日（路透社）- : as Latin scripts print it
    late(
        rf"(?P<place>{_NAME}{{2,12}}?)[、，,]\s?(?:(?P<month>\d{{1,2}})月)(?P<day>\d{{1,2}})日\s?[（(](?P<src>ロイター|[\u3400-\u9fff]{{2,5}}社|[A-Za-z]{{2,12}}|共同|時事)"
        r"[）)]\s?[-－–—:：]{0,2}\s*"
    ),
    # ［19日 ロイター］ - : no place is printed
    late(
        r"[【\[（(](?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日[\s　]?(?P<src>共同|時事|ロイター|ＡＦＰ|AFP|AFP時事|CNN|[\u3400-\u9fff]{0,2}通信)[】\]）)][\s　\-–—:：]*"
    ),
    # 東京 27日 ロイター］ - : the bracket's beginning is lost
    late(
        rf"(?P<place>{_NAME}{{2,8}})[\s　](?:(?P<month>\d{{1,2}})月)?(?P<day>\d{{1,2}})日[\s　](?P<src>共同|時事|ロイター|ＡＦＰ|AFP)[］\]】][\s　\-–—:：]*"
    ),
    # (서울=연합뉴스) 홍길동 기자 =, [서울=뉴시스], (워싱턴 로이터=연합뉴스)
    late(
        r"[(\[【](?P<place>[\uac00-\ud7a3·]{2,12})(?:\s[\uac00-\ud7a3·]{2,12})?=(?P<src>[\uac00-\ud7a3A-Za-z0-9/]{2,20})[)\]】]"
        r"(?:\s?[\uac00-\ud7a3·\s]{2,24}(?:기자|특파원)\s?=)?\s*"
    ),
    # 中新网10月15日电: no place is printed
    late(
        r"(?P<src>新华社|新華社|新华网|中新社|中新网|中央社|人民网|央视网|法新社|路透社|美联社|光明网|海外网)(?:(?P<month>\d{1,2})月)(?P<day>\d{1,2})日[电電讯訊][\s:：，,]*"
    ),
    # [호수일보 = 홍길동 기자]: no place is printed
    late(
        r"[(\[【](?P<src>[\uac00-\ud7a3A-Za-z0-9]{3,14})\s?=\s?[\uac00-\ud7a3]{2,4}(?:\s?[·,]\s?[\uac00-\ud7a3]{2,4}){0,2}\s?(?:기자|특파원)[)\]】]\s*"
    ),
)
_OPENERS = frozenset("【[（(")
_LOOKS = (
    (frozenset("社网網報报讯"), 8),
    (_OPENERS, 1),
    (frozenset("月"), 20),
    (_OPENERS, 1),
    (frozenset("］]】"), 24),
    (_OPENERS, 1),
    (frozenset("社网"), 4),
    (_OPENERS, 1),
)
"""Of each pattern, characters of which one is among the first that it matches, and among how many: nearly no prose has one."""
_PLACE_ALONE = late(
    rf"(?:【(?:本[報报])?(?P<place>{_NAME}{{2,8}}?)(?:訊|讯|[＝=]{_NAME}{{2,10}})?】|（(?P<sent>{_HAN}{{2,6}}?)(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?[訊讯電电]）)[\s　]*"
)
"""【仙台】: a newspaper's own, without a source; only a known town counts, for headlings stand in the same brackets."""


def split_cjk(text: str) -> Parts | None:
    """The parts of such a dateline, or None."""
    if _ASIAN.search(text, 0, 8) is None:
        return None
    text = _WIDE.sub(lambda digit: chr(ord(digit[0]) - 0xFEE0), text)
    begun = before.end() if (before := _BEFORE.match(text)) is not None else 0
    for pattern, (marks, reach) in zip(_PATTERNS, _LOOKS, strict=True):
        match = None if marks.isdisjoint(text[begun : begun + reach]) else pattern.match(text, begun)
        if match is None:
            continue
        found = match.groupdict()
        day = int(found["day"]) if found.get("day") else None
        month = int(found["month"]) if found.get("month") else None
        source = found["src"]
        return Parts(
            places=[_place(named.replace("·", "/").partition("/")[0])] if (named := found.get("place")) else [],
            day=PrintedDay(month, day, None) if day else None,
            credit=source,
            known_source=agency(source) is not None,
            newsy_source=True,
            bracketed=True,
            start=begun,
            place_at=match.start("place") if found.get("place") else -1,
            end=match.end(),
        )
    if not MARKS.isdisjoint(text[begun : begun + LOOK]) and (named := lead(text[begun:])) is not None:
        return Parts(
            places=[named.place] if named.place else [],
            credit=named.house,
            known_source=bool(named.house) and agency(named.house or "") is not None,
            newsy_source=bool(named.house),
            bracketed=True,
            start=begun,
            place_at=begun + named.place_at if named.place else -1,
            end=begun + named.end,
        )
    alone = _PLACE_ALONE.match(text, begun) if text[begun : begun + 1] in _OPENERS else None
    name = (alone["place"] or alone["sent"]) if alone is not None else None
    if alone is not None and name and is_place(name):
        return Parts(
            places=[name],
            day=None,
            credit=None,
            known_source=False,
            newsy_source=False,
            bracketed=True,
            start=begun,
            place_at=alone.start("place" if alone["place"] else "sent"),
            end=alone.end(),
        )
    return None


def _place(name: str) -> str:
    """The place without the reporter in front of it: 記者王明台北 (a name has two to four characters)."""
    if name[:2] not in ("記者", "记者"):
        return name
    if "、" in name:
        name = f"{name[:2]}{name.rpartition('、')[2]}"  # 記者郭明、王揚宇台北
    return next((name[at:] for at in (4, 5, 6) if is_place(name[at:])), name[5:] or name)


_BEFORE = late(r"\s*(?:<正>\s*)?")
"""White space, and the mark that Chinese archives of papers set before a text."""
_WIDE = late("[\uff10-\uff19]")
