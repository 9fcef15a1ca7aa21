"""Bodies whose names are printed in small letters, as Russian and its neighbours do ("министерство обороны РФ", "МИД Казахстана"), Finnish and the
Nordic languages ("Göteborgs tingsrätt"), Czech, Croatian and Polish ("Ministarstvo unutarnjih poslova").
"""

# ruff: noqa: SIM905  word lists read best as words

from collections.abc import Iterator
from functools import cache
from typing import Any

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.taggers import name_romance
from newsbeam.pipeline.taggers.automata import longest

_FRONT = (
    r"(?:[Мм]инистерств\w*|[Мм]іністерств\w*|[Гг]енеральн\w+ прокуратур\w*|[Гг]енпрокуратур\w*|[Вв]ерховн\w+ суд\w*|"
    r"[Кк]онституционн\w+ суд\w*|[Вв]ерховн\w+ [Рр]ад\w+|[Гг]осударственн\w+ дум\w+|[Гг]осдум\w+|[Сс]овет\w* безопасности|[Сс]овбез\w*|"
    r"[Цц]ентральн\w+ банк\w*|[Цц]ентробанк\w*|[Сс]ледственн\w+ комитет\w*|[Фф]едеральн\w+ служб\w+|[Сс]лужб\w+ безпеки|[Сс]лужб\w+ безопасности)"
)
_EUROPEAN = r"Европейск\w+ (?:[Кк]омисси\w|[Сс]оюз\w{0,2}|[Пп]арламент\w{0,2}|[Сс]овет\w{0,2})"
_ALONE = r"(?:[Цц]ентральн\w+ избирательн\w+ комисси\w|[Зз]аконодательн\w+ [Сс]обрани\w{1,2}|[Аа]рбитражн\w+ суд\w{0,2})"
"""Those whose names say what they are for already."""
_BULGARIAN = r"[Мм]инистерство(?:то)? на (?:[а-я]+(?:ите|ото) )?[а-я]+(?:та|то|те)(?: и [а-я]+(?:та|то|те))?"
_ACRONYM = r"(?:МИД|МЗС|МВД|МВС|МЧС|ДСНС|ФСБ|СБУ|СК|ЦБ|ЦИК|ЦВК|НБУ|Минобороны|Минфин\w*|Минздрав\w*|Минэнерго|Минюст\w*|Минпросвещения|Минтранс\w*|Мінфін\w*|Міноборони|Роскомнадзор\w*|Роспотребнадзор\w*)"
_WHOSE = r"(?: (?:Российской Федерации|Республики [А-ЯЁ][а-яё]+|РФ|РК|РБ|США|ООН|ЕС|ЄС|[А-ЯЁІЇЄҐ][а-яёіїєґ]+(?:ии|ия|ии|ны|ины|їни|ана|на|ии|ция|ції|ии|си|уси|усі|ши|щі|ии|и|а|і|ї|я)))"
_GENITIVE = (
    r"(?!(?:сегодня|вчера|завтра|также|сьогодні|вчора|також|когда|после|сейчас|она|они|вони|вона|для|при|или)\b)[а-яёіїєґ’']+?"
    r"(?:ых|их|іх|ого|его|ої|ой|ей|ов|ев|ів|їв|ел|ав|ы|и|і|ї|а|я|ым|ам|ям)(?![\w’'])(?<![аеиыуюя]ла)(?<![аеиыуюя]ли)(?<![аеиыуюя]лся)(?<!лась)(?<!шла)(?<!шли)"
)
"""A word of what a body is for: in the second case, so no verb behind it ("Министерство транспорта откроет …")."""
_OBJECT = rf"(?: (?:по )?{_GENITIVE}(?: (?:(?:и|і|та|й) )?{_GENITIVE}){{0,3}})"
_NAMED = (
    r"(?:Центр\w{0,2}|Институт\w{0,2}|Інститут\w{0,2}|Агентств\w|Ассоциаци\w|Асоціаці\w|Федераци\w|Федераці\w|Генеральн\w+ [Шш]таб\w{0,2}|"
    r"Европейск\w+ (?:банк|суд|совет)\w{0,2}|[А-ЯІЇЄҐ][а-яіїєґ’']+(?:ський|ський|ського|ской|ский|ского|ської|ська|ская) (?:районн|окружн|городск|міськ|обласн|областн)\w+ "
    r"(?:суд|прокуратур)\w{0,2})"
)
"""Those that are bodies only with what they are for behind them, and courts by their towns."""
_RUSSIAN = late(
    rf"\b(?:{_ACRONYM}{_WHOSE}?|{_BULGARIAN}|{_EUROPEAN}|{_ALONE}{_WHOSE}?|{_FRONT}{_OBJECT}?{_WHOSE}?|{_NAMED}(?:{_OBJECT}{_WHOSE}?|{_WHOSE}|(?<=уд)|(?<=атура)|(?<=атури)))(?!\w)"
)
_LANGUAGES = frozenset("ru uk be bg sr mk kk ky".split())
_BEGINNINGS = (
    "Министерств министерств Міністерств міністерств Генеральн генеральн Генпрокуратур генпрокуратур Верховн верховн Конституционн конституционн "
    "Государственн государственн Госдум госдум Совет совет Совбез совбез Центральн центральн Центробанк центробанк Следственн следственн "
    "Федеральн федеральн Служб служб МИД МЗС МВД МВС МЧС ДСНС ФСБ СБУ СК ЦБ ЦИК ЦВК НБУ Минобороны Минфин Минздрав Минэнерго Минюст "
    "Минпросвещения Минтранс Мінфін Міноборони Роскомнадзор Роспотребнадзор Центр Институт Інститут Агентств Ассоциац Асоціац Федерац Европейск Законодательн законодательн Арбитражн арбитражн"
).split()
"""How everything begins that `_RUSSIAN` matches: it is asked at these places alone, for it takes ten times as long as finding them."""


_QUOTED = late(
    r"\b\w{0,8}(?:[Кк]омпани|[Гг]рупп|[Гг]руп|[Хх]олдинг|[Кк]онцерн|[Кк]орпорац|[Зз]авод|[Бб]анк|[Кк]луб|[Пп]редприяти|[Пп]ідприємств|[Фф]ирм|[Фф]ірм|[Пп]арт[иі]|"
    r"[Кк]омпані|ООО|ОАО|ПАО|АО|ЗАО|НПО|ГК|ТОВ|ПрАТ|АТ|ДП)\w* [«„“\"]([А-ЯЁІЇЄҐA-Z][^»”“\"\n]{2,60})[»”“\"]"
)
"""A company, a party or a club by its noun and its name in quotation marks: "компания «Уралтрансмаш»"."""
_COURT = late(
    r"[А-ЯІЇЄҐ](?<!\w.)[а-яіїєґ’']+[сцз]ь?к\w{1,3} (?:районн|окружн|апеляційн|апелляционн|городск|міськ|міськрайонн|обласн|областн|арбитражн|господарськ|гарнизонн)\w+ "
    r"(?:суд|прокуратур)\w{0,3}(?: [А-ЯІЇЄҐ][а-яіїєґ’']+)?(?!\w)"
)
"""Courts and prosecutors by their towns: "Шевченківський районний суд Львова". It begins with the capital, by which it is looked for: with a
word's edge at its head every place is tried."""
_NORTH = late(
    r"[A-ZÅÄÖØÆ](?<!\w.)[\wåäöøæ-]+ (?:käräjäoikeu\w+|hovioikeu\w+|hallinto-oikeu\w+|poliisilaito\w+|pelastuslaito\w+|yliopisto\w*|tingsrätt|hovrätt|kommun|"
    r"universitet\w*|tingrett|lagmannsrett|politidistrikt|[Kk]ommune|byret|landsret|[Pp]oliti)(?!\w)"
)
_SOUTH = late(
    r"\b(?:Ministarstv\w+|Ministrstv\w+|Ravnateljstv\w+|Ministerstv\w+|ministerstv\w+|Ministerstw\w+) (?:(?:unutarnjih|unutrašnjih|vanjskih|spoljnih|notranje|zunanje) "
    r"(?:poslova|zadeve)|policije|obrane|odbrane|obrambo|financija|finansija|finance|zdravstva|zdravlja|zdravje|pravosuđa|pravde|pravosodje|kulture|kulturo|prosvete|"
    r"poljoprivrede|gospodarstva|vnitra|zahraničí|obrany|financí|zdravotnictví|školství|spravedlnosti|dopravy|zemědělství|vnútra|zahraničných vecí|financií|"
    r"zdravotníctva|spravodlivosti)|\b[A-ZČŠŽĎŤŇĽÁÍÚ]\w+(?:ova|ská|ská|á) univerzit\w+"
)
_OTHERS = {**dict.fromkeys(("fi", "sv", "nb", "nn", "da"), _NORTH), **dict.fromkeys(("hr", "bs", "sr", "sl", "cs", "sk"), _SOUTH)}


def bodies_in_small_letters(text: str, language: str | None) -> list[tuple[int, int, str]]:
    """(start, end, name as printed) of such bodies; nothing in a language that prints them with capitals."""
    if (pattern := _OTHERS.get(language or "")) is not None and text[:1].upper() < "\u0370":
        return [(match.start(), match.end(), match[0]) for match in pattern.finditer(text)] if _stems().find(text) else []
    if language in name_romance.LANGUAGES:
        return list(name_romance.romance_bodies(text, language))
    if language not in _LANGUAGES:
        return []
    found = []
    if " суд" in text or "прокуратур" in text:
        found += [(match.start(), match.end(), match[0]) for match in _COURT.finditer(text)]
    if "«" in text or "„" in text or "“" in text:
        found += _quoted(text)
    done = 0
    for start, _, _ in _beginnings().find(text):
        if start < done or (match := _RUSSIAN.match(text, start)) is None:
            continue
        name, done = match[0], match.end()
        if language in ("bg", "mk") and name[0].islower() and " на " not in name:
            continue  # its verbs end as Russian's cases do
        if " " in name or name.isupper() or name[0].isupper():
            found.append((start, done, name))
    return found


def _quoted(text: str) -> Iterator[tuple[int, int, str]]:
    """What `_QUOTED` matches, which is asked of the word before each opening mark alone."""
    done = 0
    for mark in sorted([mark for kind in _OPENING if kind in text for mark in _places(text, kind)]):
        begin = mark
        while begin > done and (text[begin - 1].isalnum() or text[begin - 1] == "_"):
            begin -= 1
        if begin < mark and (match := _QUOTED.match(text, begin)) is not None:
            yield match.start(1), match.end(1), match[1]
            done = match.end()


_OPENING = (" «", " „", " “", ' "')


def _places(text: str, part: str) -> Iterator[int]:
    """Where a part of a text stands."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


@cache
def _stems() -> Any:
    """Of what the two patterns end or begin with: finding them takes a tenth of the patterns' time."""
    return longest(
        "äräjäoikeu ovioikeu allinto-oikeu oliisilaito elastuslaito yliopisto tingsrätt hovrätt ommun universitet tingrett lagmannsrett "
        "politidistrikt byret landsret oliti inistarstv inistrstv avnateljstv inisterstv inisterstw".split()
    )


@cache
def _beginnings() -> Any:
    return longest(_BEGINNINGS)
