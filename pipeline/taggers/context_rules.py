"""Words before and after a name that say what it is: part of a person's name, of a street's, or a place indeed."""

# ruff: noqa: SIM905  word lists read best as words

from functools import cache

from newsbeam.pipeline.gazetteer.seeds import seed
from newsbeam.pipeline.taggers.automata import find
from newsbeam.pipeline.taggers.kind_codes import ABBREVIATION, CAPITAL, CITY, COUNTRY, REGION

TITLES = frozenset(
    "Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Sen Sen. Rep Rep. Gov Gov. Judge Justice Sir Lord Lady Dame Capt Capt. Sgt Sgt. Lt Lt. Col Col. Maj "
    "Maj. Gen Gen. Coach Prof Prof. Rev Rev. Officer Detective Deputy Pastor Senator Congressman Representative Professor Doctor Messrs".split()
)
"""Before a name: it is a person's."""

DROPPED_BEFORE = frozenset("St. St ST. Saint Ste. Fort Ft. Mount Mt. Port San Santa El Los Las La Le New Camp Glen Point".split())
"""Before a name: it is the second half of another town's, which the gazetteer would have found whole if it knew it."""

LOCATIVES = frozenset(
    "in at near from of to outside around through between across into toward towards via leaving visiting downtown central northern southern "
    "eastern western north south east west greater and for "
    # Spanish, French, German, Portuguese, Italian: their "in", "of", "from" and "to".
    "en de desde hacia hasta à a au du dans depuis vers nach aus bei von zu em da do no na di da dal dalla nel nella "
    # Polish, Czech, Slovak, South Slavic, Ukrainian and Russian; Dutch and the Nordic languages.
    "w we z ze pod koło v ve u iz kod blizu v okolí в во із з из у на під під від до od te uit naar bij op van på till från til fra ved vid "
    # Romanian, Greek, Icelandic, Albanian; Swahili, Vietnamese, Indonesian.
    "la din în lângă spre σε στη στην στο στον στα στις στους από προς á í në nchini tại ở nước sang dari "
    # Who is shelled is a place: English, Ukrainian and Russian.
    "shells shelled bombs bombed hit hits strikes struck pounds pounded обстріляли обстріляла атакували атакувала обстріл обстрілу "
    "обстреляли обстреляла атаковали атаковала обстрел обстрела "
    "auf gegen sur contra sobre по край близо su".split()
)
"""Before a name: it is a place's, or at least may be."""

STREETS = frozenset(
    "Road Rd Rd. Street St St. Avenue Ave Ave. Boulevard Blvd Blvd. Drive Dr. Lane Ln Court Ct. Place Pl. Terrace Square Crescent Way "
    "ROAD STREET AVENUE DRIVE LANE".split()
)
"""After a name: it is a street's, and streets are called after other towns."""

NOUNS = frozenset(
    "City County Police Airport University River School College Hospital Council District State Province Government Parliament "
    "Stock Exchange Metro Central International National Chamber Fire Department Public High Village Town Township Bay Lake Island Islands "
    "Prime President Foreign Defence Defense Finance Interior Supreme Federal Embassy Bank Army Navy Air Airlines Airways Times Post "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November "
    "December Mayor Governor Gov. Senate House Court Republicans Democrats Minister King Queen Crown Open Grand Marathon Stadium".split()
)
"""After a place that is a first name too: it is the place all the same ("Jordan Police", "Charlotte Airport")."""


@cache
def given_names() -> frozenset[str]:
    """First names that are places too, or stand before surnames that are."""
    return frozenset(name for row in seed("given_names", 1) for name in row[0].split())


def no_place(text: str, start: int, end: int, kind: int) -> bool:
    """Whether the name is part of another: of a person's ("Denzel Washington"), a street's, another town's ("St. Paris")."""
    mark = text[start - 1 : start]  # "" for a name that begins the text
    if mark == " ":
        begin = start - 24 if start > 24 else 0
        first = text[max(begin, text.rfind(" ", begin, start - 1) + 1)]
        # Names, titles and initials have a capital; what stands before a place mostly has none.
        if first.isupper() or first in OPENING:
            word = text[begin : start - 1].rpartition(" ")[2].lstrip(OPENING)
            if word and second_name(word, text[start:end], kind):
                return True
    elif mark == "-" and text[start - 2 : start - 1].isalpha() and (kind >= REGION or (kind == COUNTRY and house(text, start))):
        return True  # Crans-Montana
    behind = text[end : end + 1]
    if behind != " ":
        return behind == "-" and kind >= CAPITAL and compound(text, end, kind)
    first = text[end + 1 : end + 2]
    if first.isalnum() and not first.isupper():
        return False  # streets and family names have a capital
    after = text[end + 1 : end + 20].partition(" ")[0].strip(".,;:'’\"”)\n")
    if after in STREETS and kind != COUNTRY:
        return True
    name = text[start:end]
    if name in given_names() or (name.isupper() and name.title() in given_names()):
        return after[:1].isupper() and after not in NOUNS and (name.isupper() or not after.isupper())
    return False


OPENING = "(\"'“‘\n"
"""What may stand before a word without a space."""


def house(text: str, start: int) -> bool:
    """Whether a country's name ends a company's: "Interfax-Ukraine", "РБК-Україна"; not "mid-France", "Sino-India" or "US-China"."""
    word = text[start - 24 if start > 24 else 0 : start - 1].replace("\n", " ").rpartition(" ")[2]
    return len(word) > 2 and word[0].isupper() and word[-1] not in "oо" and not find(word)


def compound(text: str, end: int, kind: int) -> bool:
    """Whether the name begins a word with a hyphen: "Corona-Pandemie", "Athens-Clarke County"; "Berlin-based" is of the place."""
    word = text[end + 1 : end + 24].partition(" ")[0].strip(".,;:'’\"”)\n")
    if not word[:1].isupper():
        return False
    return kind >= CITY or text[end + 2 + len(word) :].startswith("County")


def tongue(text: str, start: int, end: int) -> bool:
    """Whether a people's name is its language's here: "in English", "speaks French", "Spanish-language", "auf Englisch"."""
    if text[start:end] not in TONGUES:
        return False
    after = text[end : end + 14]
    if after.startswith(
        ("-language", "-speaking", " language", " speaker", "-speaker", " translation", " subtitles", " lessons", " teacher")
    ):
        return True
    if text[start - 1 : start] != " ":
        return False
    before = text[start - 14 if start > 14 else 0 : start - 1].rpartition(" ")[2].lower()
    if before in SPOKEN:
        return True
    # "in English." and "in English, ..." are of the language, "in English football" is not.
    return before in LANGUAGE_PREPOSITIONS and not (
        after[:1] == " " and after[1:2].isalpha() and after[1:].partition(" ")[0] not in SMALL_WORDS
    )


TONGUES = frozenset(
    "English French Spanish German Italian Portuguese Russian Chinese Japanese Korean Dutch Greek Turkish Polish Arabic Hindi Swedish Danish "
    "Norwegian Finnish Czech Hungarian Romanian Ukrainian Vietnamese Thai Welsh Irish Catalan Basque "
    "inglés inglesa francés alemán español ruso chino anglais français allemand espagnol russe chinois inglese francese tedesco "
    "spagnolo russo cinese inglês francês alemão espanhol Englisch Französisch Deutsch Spanisch Russisch Chinesisch engelsk fransk tysk".split()
)
"""Peoples' names that are their languages' too, in the languages whose small words stand below."""
SPOKEN = frozenset(
    "speak speaks spoke speaking spoken learn learns learned learning teach teaches taught teaching fluent broken hablar habla hablan parla "
    "parle parlent spricht sprechen fala falam".split()
)
"""Before a people's name: it is a language."""
LANGUAGE_PREPOSITIONS = frozenset("in into en em auf på op på по".split())
"""Before a people's name that nothing follows which it could belong to: it is a language."""
SMALL_WORDS = frozenset(
    "and or on at with to by for as but the that when while after before is was y e et und o ou i og och в и".split()
)


def second_name(word: str, name: str, kind: int) -> bool:
    """Whether the word before makes the name the second part of a person's or a town's: "Jack London", "J. Washington"."""
    names = given_names()
    if word in names and (kind != COUNTRY or name in names or word not in LOCATIVES):
        return True
    if kind == COUNTRY:
        return False
    if word in TITLES or (word in DROPPED_BEFORE and kind not in (REGION, ABBREVIATION)):
        return True
    if word == "BY" or (word == "By" and name.title() in names):
        return True
    # An initial, but not the "S." of "U.S. Washington".
    return len(word) == 2 and word[1] == "." and word[0].isupper()


def locative(text: str, start: int, end: int) -> bool:
    """Whether a word before the name speaks of places ("in", "dans les", "nell'"), or a Turkish case behind it does ("Yalova'da")."""
    before = text[start - 12 if start > 12 else 0 : start].replace("\n", " ")
    *ahead, last = before.replace("’", "'").rstrip().lower().split(" ") if before.strip() else ("",)
    if last in LOCATIVES or (last in ARTICLES and ahead and ahead[-1] in LOCATIVES) or last in ELIDED:
        return True
    return text[end : end + 1] in ("'", "’") and text[end + 1 : end + 5].partition(" ")[0].rstrip(",.;:\n") in TURKISH


ARTICLES = frozenset("the le la les los las el il i gli l' der den dem die das".split())
"""Between an "in" and a name: "dans les Landes"."""
ELIDED = frozenset("dell' nell' dall' all' sull' d'".split())
"""Italian's and French's "of", "in" and "from" before a vowel."""
TURKISH = frozenset("da de ta te dan den tan ten ya ye daki deki taki teki".split())
"""Endings of "in", "from" and "to" behind a name."""


def official(text: str, start: int, end: int) -> bool:
    """Whether a word of public administration stands beside the name, which is a place then: "Ayuntamiento de Lorca", "sindaco di Lodi",
    "Bupati Pati", "Sason ilçesi".
    """
    before = text[start - 40 if start > 40 else 0 : start]
    if "'" in before or "’" in before:
        before = before.replace("’", "'").replace("d'", "de ")
    words = before.lower().rsplit(None, 2)[-2:]
    if words and (words[-1] in OFFICES or (words[-1] in OF and len(words) > 1 and words[-2] in OFFICES)):
        return True
    behind = text[end : end + 12]
    if behind.startswith(BEHIND_CAPITAL):
        return True
    behind = behind.lstrip("'’").lstrip()
    return behind[:1] in BEHIND_FIRST and behind.replace("ı", "i").lower().startswith(BEHIND)


OF = frozenset("de del di da do du of von van der w".split())
OFFICES = frozenset(
    "ayuntamiento alcalde alcaldesa municipio localidad ciudad provincia vecinos comarca comisaría diputación "
    "comune sindaco sindaca città municipio tribunale questura procura prefettura provincia "
    "commune mairie maire ville préfet préfète préfecture sous-préfet département village "
    "prefeitura prefeito prefeita município concelho vereador vereadores cidade distrito câmara "
    "landkreis kreis stadt gemeinde bürgermeister oberbürgermeister amtsgericht landgericht bezirk ortsteil "
    "burmistrz burmistrza wójt wójta gmina gminy gminie gminę miasto miasta mieście powiat powiatu powiecie starosta "
    "kota kabupaten kab. bupati walikota polres polresta polsek desa kecamatan gubernur pemkab pemkot kapolres "
    "місто міста місті села селі село селищі мер мера город города городе посёлке поселке деревне селе мэр мэра "
    "obec obce obci město města městě starosta starostka primátor primátorka okres okrese mesto mesta meste grad grada gradu općina općine općini "
    "kommune kommun kommunen gemeente burgemeester stad "
    "județul judeţul județului judeţului comuna orașul oraşul municipiul primarul primăria localitatea satul".split()
)
"""Mayors, towns, councils and courts, in the languages that print them before a name."""
BEHIND = ("ilçe", "belediye", "valili", "valisi", "kaymakam")
BEHIND_FIRST = frozenset("ibvkIBVKıİ\u212a")
"""What they begin with, as printed: most words begin otherwise."""
BEHIND_CAPITAL = (" City Council", " Borough Council", " Council", " County Council", " kommune", " kommun", " járás")
"""The same behind it: Turkish, English, the Nordic languages."""
