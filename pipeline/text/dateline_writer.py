"""Datelines that name their reporter behind the town: `بيروت - نادين رو - `, `جنوب سيناء - أيمن رو: `, `कटिहार (बिहार) संवाददाता रमेश वर्मा: `."""

from typing import NamedTuple

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.dateline_place import is_place
from newsbeam.pipeline.text.houses import is_house
from newsbeam.pipeline.text.person_words import NO_PERSON

_LETTER = "[\u0621-\u064a]"
_TOWN_AND_WRITER = late(
    rf"(?P<place>{_LETTER}{{2,14}}(?: {_LETTER}{{2,14}}){{0,2}})\s?[-–—/]\s?"
    rf"(?P<names>{_LETTER}{{2,12}}(?: {_LETTER}{{2,14}}){{1,3}})\s?(?:[-–—](?=\s)|:)\s?(?=\S)"
)
_CORRESPONDENT = late(
    r"(?P<town>[\u0900-\u0963]{2,16}(?: [\u0900-\u0963]{2,16})?)\s?(?:\([\u0900-\u0963 ]{2,24}\)|,)?\s?(?:संवाददाता|संवादसूत्र|ब्यूरो|रिपोर्टर|रिपोर्ट)[\s:-]{1,3}"
    r"(?P<names>[\u0900-\u0963]{2,16}(?: [\u0900-\u0963]{2,16}){1,2})\s?(?:[:।]|\s[-–—])\s(?=\S)"
)
_AND = late(r"\s(?=و(?!ال|ليد|ائل|سيم|جدي|سام|فاء|داد|ديع|حيد)\S)")
"""Between two names, of which none begins with that letter itself."""
_GIVEN = frozenset(
    "محمد أحمد احمد محمود مصطفى علي على حسن حسين خالد عمر عمرو يوسف إبراهيم ابراهيم عبدالله عبد طارق سامي سامى كريم أيمن ايمن أشرف اشرف هشام "  # noqa: SIM905 (words read better than a list of them)
    "ياسر وليد وائل شريف تامر إسلام اسلام ماجد مجدي مجدى عادل عماد عصام أسامة اسامة بلال حازم حاتم حمدي حمدى رامي رامى رضا زياد سعيد سعد سليم سليمان "
    "سمير شادي شادى صالح صلاح صبري طلال ضياء عزت عصمت غسان فادي فادى فارس فؤاد فهد فيصل قاسم كمال مازن مالك مروان معتز منصور منير ناصر نبيل نزار نضال هاني "
    "هانى هيثم وسام وجدي ياسين يحيى جمال جورج جوزيف جميل حبيب حمزة خليل داود راشد رشيد رائد رياض زكريا زهير سلطان سالم سلمان بشير بسام باسم أنور انور "
    "أمين امين إيهاب ايهاب إيليا الياس إلياس ميشال مارك شوقي عباس عثمان عدنان فاضل فتحي لؤي مراد مهند نادر نعيم هادي هاشم توفيق ثامر جاسم جعفر "
    "نادين ريهام سارة ساره منى مني مها نورا نور نورهان هبة هالة هدى هند ياسمين رانيا رنا ريم رحاب رشا سلمى سمر سميرة سهام سوسن شيماء عبير علا غادة فاطمة "
    "فرح كوثر لمياء لينا ليلى ماجدة ماريا مروة مريم مي ميادة نادية ناهد نجلاء نجوى نسرين نهى نوال هاجر وفاء أسماء اسماء أميرة اميرة أمل امل آية اية إيمان "
    "ايمان إنجي بسمة جيهان حنان خديجة داليا دعاء دينا زينب أمينة زهراء عائشة رولا جنى لارا ندى هيام".split()
)
"""First names that only persons have; a paper that is called so by its first word is none."""
_REPORTS, _REACH_OF_TOWN = late("संवाद|ब्यूरो|रिपोर्ट"), 60
_DASHES = ("-", "–", "—", "/")
_REACH, _SPOKEN = 20, 60


class Written(NamedTuple):
    """What such a dateline says."""

    end: int
    place: str
    names: str
    """As printed."""


def town_and_writer(head: str) -> Written | None:
    """The town and the reporter that begin a text; None where the words behind the town are no person's.

    >>> town_and_writer("بيروت - نادين رو - ناقش الوزير"), town_and_writer("بيروت - فرح كبيرة تعم المدينة")
    (Written(end=19, place='بيروت', names='نادين رو'), None)
    """
    if "\u0900" < head[:1] < "\u0964":
        found = _CORRESPONDENT.match(head) if _REPORTS.search(head, 0, _REACH_OF_TOWN) is not None else None
        return Written(found.end(), found["town"], found["names"]) if found is not None else None
    if not "\u0620" < head[:1] < "\u064b" or not any(map(head[:_REACH].__contains__, _DASHES)):
        return None
    found = _TOWN_AND_WRITER.match(head)
    if found is None or not is_place(found["place"]):
        return None
    if found[0].rstrip().endswith(":") and 0 < len(head.partition("\n")[0]) - found.end() < _SPOKEN and head[found.end()] != ".":
        return None  # a title: who said it, and what
    for name in _AND.split(found["names"]):
        first, _, rest = name.removeprefix("و").partition(" ") if name != found["names"] else name.partition(" ")
        if first not in _GIVEN or not rest or NO_PERSON.search(name) or is_house(name) or agency(name) is not None:
            return None
    return Written(found.end(), found["place"], found["names"])
