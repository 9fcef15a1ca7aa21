"""Words beside a name that vouch for a place: an "in", a mayor, or the country or state that it lies in."""

# ruff: noqa: SIM905  word lists read best as words

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


def locative(text: str, start: int, end: int) -> bool:
    """Whether a word before the name speaks of places ("in", "dans les", "nell'"), or a Turkish case behind it does ("Yalova'da")."""
    words = text[start - 12 if start > 12 else 0 : start].replace("\n", " ").replace("’", "'").rstrip().split(" ")
    last = words[-1].lower()
    if last in LOCATIVES or (last in ARTICLES and len(words) > 1 and words[-2].lower() in LOCATIVES) or last in ELIDED:
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
    words = before.rsplit(None, 2)[-2:]
    last = words[-1].lower() if words else ""
    if last in OFFICES or (last in OF and len(words) > 1 and words[0].lower() in OFFICES):
        return True
    behind = text[end : end + BEHIND_MOST]
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
    "alcaldía concello bashkia bashkinë opština opštini općina općini občina občini община общината општина општината општини δήμος δήμου δήμο "
    "județul judeţul județului judeţului comuna orașul oraşul municipiul primarul primăria localitatea satul".split()
)
"""Mayors, towns, councils and courts, in the languages that print them before a name."""
BEHIND = ("ilçe", "belediye", "valili", "valisi", "kaymakam")
BEHIND_FIRST = frozenset("ibvkIBVKıİ\u212a")
"""What they begin with, as printed: most words begin otherwise."""
BEHIND_CAPITAL = (
    *(
        " City Council",
        " Borough Council",
        " Council",
        " County Council",
        " Town Council",
        " Municipal Council",
        " District Council",
    ),
    *(" kommune", " Kommune", " kommun", " járás"),
)
"""The same behind it: Turkish, English, the Nordic languages, Hungarian."""
BEHIND_MOST = max(map(len, BEHIND_CAPITAL))


def bare(text: str, start: int, end: int) -> bool:
    """Whether one look at the word before a name, and at the letter behind it, says that it is neither `locative` nor `official`, as of most."""
    words, _, word = text[start - 24 if start > 24 else 0 : start].rpartition(" ")
    word = word or words.rpartition(" ")[2]
    if not word or len(word) > PLAIN or not word.isprintable() or "'" in word or "’" in word or word.lower() in BESIDE:
        return False
    behind = text[end + 1 : end + 2] if text[end : end + 1] == " " else text[end : end + 1]
    return behind not in BEGINS_BEHIND and not behind.isspace()


PLAIN = 8
"""Letters of a word that is whole in whatever piece of the text is read."""
BESIDE = LOCATIVES | ARTICLES | OFFICES | OF
BEGINS_BEHIND = BEHIND_FIRST.union("'’", (words[1] for words in BEHIND_CAPITAL))


FAR = 24
"""Characters between a town and the country that it is said to lie in."""


def belongs(text: str, end: int, gap: int, open_: bool, language: str | None) -> bool:
    """Whether the next name says where this one lies: "Rome, Ga.", and of names that several countries have "Tripoli in northern Lebanon" too."""
    if gap == 2:
        return text[end : end + 2] in (", ", " (")
    if not open_ or gap < 4 or text[end] not in " ,":
        return False
    first, *others = text[end : end + gap].lstrip(", ").split(" ")
    return (first in IN or first in IN_OF.get(language or "", ())) and all(word.islower() for word in others if word)


IN = frozenset("in em au im no na u w v dans nel".split())
"""Before a country that a town lies in."""
IN_OF = {**dict.fromkeys(("sv", "da", "nb", "nn", "no"), ("i",)), **dict.fromkeys(("es", "fr", "gl", "ast", "oc"), ("en",))}
"""The same in these languages: elsewhere "i" and "en" are "and"."""


def printed_state(text: str, start: int, end: int) -> bool:
    """Whether a state's abbreviation stands after a town's comma ("Rome, Ga.") or has stops enough to be nothing else ("N.Y.")."""
    return text.startswith(", ", start - 2 if start > 2 else 0, start) or text.count(".", start, end) >= 2
