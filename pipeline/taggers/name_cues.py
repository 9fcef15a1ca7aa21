"""Words that tell an organisation or a person from other capitalised words, read from `tables/name_words.tsv`, in some forty languages."""

# ruff: noqa: SIM905  word lists read best as words

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from newsbeam.pipeline.process.memory import releasable
from newsbeam.pipeline.taggers.tables import rows

SMALL = frozenset(
    (
        "of the|for the|on the|of|for|the|and|on|&|de la|de las|de los|de l|de|du|del|della|delle|dei|degli|des|der|und|bin|ibn|al|el|van der|van den|van|"
        "von|da|das|do|dos|di|y|e|et|la|le|ter|ten|para as|para os|para a|para o|para la|para el|para|per la|per il|per i|per le|per|pour la|pour les|pour l|"
        "pour|für|i|og|och|ja|ve|dan|și|şi|za|и|і|та|και|և|and the|of a"
    ).split("|")
)
"""Small words that names hold between capitalised ones."""

AND = frozenset("and & e y et und i og och ja ve dan și şi и і та και և".split())
"""Those that join two names as often as they stand within one."""

ABBREVIATIONS = frozenset(
    "Mr Mrs Ms Dr Sen Rep Gov Gen Col Capt Lt Sgt Maj Prof Rev St Corp Inc Co Ltd Bros Jr Sr Hon Pvt Engr Barr Sr Sra Dott Mons".split()
)
"""Words that end with a stop within a name."""

LEGAL = frozenset(
    "Inc Corp Ltd Limited PLC Plc plc LLC LLP LP AG SE GmbH KGaA SA SAS SARL NV BV SpA Srl AB ASA AS ApS Oyj Oy A/S PJSC OJSC JSC PAO OAO Bhd "
    "Berhad Pte Pty Pvt Tbk Ltda SAB Kft Zrt Nyrt UAB AD EAD DD Co KK Incorporated Corporation "
    "SRL EIRL KG OHG eG mbH SNC ООО ПАО ОАО ЗАО АО".split()
)
"""Legal forms behind a company's name, as they are printed without stops (checked against cleanco's, MIT)."""

LEGAL_BEFORE = frozenset("PT ООО ПАО ОАО ЗАО АО ТОВ ПрАТ НПО UAB SIA".split())
"""Those that stand before it."""

WEAK = frozenset(
    "Entertainment Service Services Network Networks Media Energy Power Water Gas Oil Electric Systems Insurance Securities Management Capital Resources Software "
    "Communications Television Technology Technologies Materials Foods Brands Investments Properties Exchange Post Times Press Police Army Navy School "
    "Schools Court Courts Office Trust Fund Union Group Company Board Council Committee Party Partners Congress Senate Movement International Aviation "
    "Defence Defense Mining Steel Retail Engineering Shipping Logistics Journal Democrats Republicans Conservatives Hospital Hospitals College "
    "Forces Guards Guard Kings Sultans Riders Indians Capitals Rockets Tigers Lions Giants Jets Bears Bills Chiefs Saints Vikings Browns Titans Hawks "
    "Nets Thunder Blazers Jazz Suns Wizards Twins Royals Rays Nationals Pirates Eagles Sharks Warriors Bulls Cardinals Pictures Records Studios "
    "Management Associates Library Gallery Museum Chamber Weekly Newspaper Ambulance Charity Albion Squad".split()
)
"""Heads that are common nouns as well: two words that begin a sentence with one of these are no name ("Social Media")."""

LONELY = frozenset(
    "Mr Mrs Ms Dr President Senator Sen Rep Gov Governor Pope King Queen Prince Princess Justice Judge Sir Lord Lady Chancellor".split()
)
"""Titles after which a single word is a person's name."""

PLACED = frozenset(
    "bupati walikota gubernur kapolres kapolda camat burmistrz burmistrza wójt wójta starosta starosty wojewoda wojewody prefekt župan".split()
)
"""Titles behind which the place stands that is governed, and a person only with a given name."""

ORDINARY = frozenset(
    "Ace Add Aide Ally Among Angle Art Aura Author Autumn Baby Banks Beat Bell Beta Bird Blessing Boss Brain Branch Bristol Buck Can Canal Cap "
    "Captain Carry Case Cash Champ Chance Charity Chase Clay Colonel Comfort Con Conception Constant Cord Council Crystal Darling Dawn Desire Destiny "
    "Diamond Doctor Dot Dusty Early Echo Else Era Essence Eve Ever Fairy Faith Fancy Fares Fate Fed Floor Forest Forum Franc Friend Gauge Gay General "
    "Glory Golden Gorge Governor Grace Grand Grant Graves Green Greet Grit Gun Guy Hall Handy Hang Harm Harsh Haven Hope Hung Hunt Innocent Jail Jet Job "
    "Joke Journey Joy Judge Junior Justice Kick King Kit Lady Lance Lane Lawyer Less Liberty Lies Line Link Little Loan Long Lot Love Loyal Lucky Mad Made "
    "Mai Major Mal Male Man Manual Many Marine Mars Marvel Mate May Media Mentor Mile Mille Miner Minor Miracle Miss Moon Nail North Numbers Odd Oral "
    "Orange Owe Page Park Patience Peace Pearl Peer Penny Per Pink Pleasant Porter Precious Press Price Prince Prosper Prudence Queen Raid Rand Ransom Ray "
    "Reason Red Rein Rice Rich River Rock Roll Roman Rose Royal Rush Sad Saga Sage Sang Scarlet Season See Server Sierra Silver Sincere Sing Sister Skip Sky "
    "Sol Sole Son Song Soon Spring Star Sterling Stone Storm Summer Sun Sunday Tea Ties Till Tiny Tone Toy Trace Tri True Unique Unknown Urban Valid Van "
    "Venus Victory Wage Ward West Will Wing Winter Wood Worth Young Santa San Santo São Saint Sainte Sankt Mount Port Fort El Los Las La Le Costa Puerto "
    "Paris London Georgia Virginia Austin Jordan China India America Asia Africa Israel Kenya Chad Vienna Florence Sydney Madison Charlotte Savannah Dakota "
    "Florida Indiana Texas Missouri Alabama Nevada Tennessee Arizona Ohio Oregon Kansas Iowa Maine Delaware Louisiana Maryland Illinois Michigan "
    "Well Carolina Montana Phoenix Dallas Houston Denver Boston Lincoln Washington Jackson Kingston Victoria Alexandria Medina Cairo Adelaide Melbourne Brooklyn "
    "Bronx Devon Essex Kent Chester Lancaster Kingston Holland Ireland Scotland England Britain Europe Italia Roma Milan Verona Siena Geneva Lourdes Trinidad "
    "Salvador Santiago Córdoba Valencia Toledo Mercedes Chelsea Preston Bradford Oxford Cambridge Rochester Carlisle Durham Hamilton Clinton Kobe Nara Wayne "
    "Marina Sultan Imam Sheikh Shah Islam Union Republic National Federal Central Prime Golf Sport Polar Amber Lotus Alpha Omega Delta Nova Ford Royce Sharp "
    "Canon Tesla Vodafone Shell Next Best Holy Christmas Noble Bishop Duke Earl Baron Count Marquis Dean Reverend Deacon Pastor Chief Commander Marshal "
    "Sheriff Detective Vegas Tory Ca Die Das Un Una Los Ma Sa Mes Les Ana".split()
)
"""Given names that are words or places as well: by themselves they make no person."""

JOINABLE = frozenset(
    "Administration Commission Authority Agency Department Ministry Council Committee Institute Association Society Federation Board Bureau Office Service "
    "Services Union Museum University Court Directorate Chamber Ombudsman Organization Organisation Programme Center Centre Fund Trust Foundation Corps Academy".split()
)
"""Heads of a name that may hold an "and": "Food and Drug Administration"."""

EVENTS = frozenset(
    {
        "Champions League",
        "Europa League",
        "Premier League",
        "Super League",
        "Conference League",
        "World League",
        "Nations League",
        "Soviet Union",
        "West Bank",
        "Left Bank",
        "South Bank",
        "Dogger Bank",
    }
)
"""What ends with a head and is a competition, a country or a shore."""

PRODUCTS = frozenset(
    "Product Syndication Concrete Disorder Technology System Systems Intelligence Vehicle Vehicles Income Currency Currencies Device Drug Therapy Test Tests Deficit "
    "Language Equipment Code Number Units Unit Process Method Effect Gas Fuel Steel Weapon Weapons Aircraft Injury Illness Infection Injuries Memorandum "
    "Understanding Order Rights Duty Levy Offering Rules Permit Visa Visas Fee Fees Area Areas Zones Line Screening Point Points Ratio".split()
)
"""What is abbreviated in brackets and is no body."""

BRANDS = frozenset(
    {"Facebook", "Twitter", "Instagram", "WhatsApp", "YouTube", "TikTok", "Telegram", "LinkedIn", "Google", "Pinterest", "Snapchat"}
)
"""What share blocks and "follow us" lines name: such a name counts only within a sentence."""

DEMONYMS = frozenset(
    "Afghan African Albanian Algerian American Andorran Angolan Arab Argentine Argentinian Armenian Asian Australian Austrian Azerbaijani Bahraini "
    "Bangladeshi Belarusian Belgian Bolivian Bosnian Brazilian British Bulgarian Burmese Burundian Cambodian Cameroonian Canadian Chadian Chilean Chinese "
    "Colombian Congolese Croatian Cuban Cypriot Czech Danish Dutch Ecuadorian Egyptian Emirati English Eritrean Estonian Ethiopian European Finnish French "
    "Gambian Georgian German Ghanaian Greek Guatemalan Haitian Honduran Hungarian Icelandic Indian Indonesian Iranian Iraqi Irish Israeli Italian Ivorian "
    "Jamaican Japanese Jordanian Kazakh Kenyan Korean Kosovan Kurdish Kuwaiti Kyrgyz Laotian Latvian Lebanese Liberian Libyan Lithuanian Macedonian "
    "Malawian Malaysian Maldivian Malian Maltese Mauritanian Mexican Moldovan Mongolian Montenegrin Moroccan Mozambican Namibian Nepalese Nepali Nicaraguan "
    "Nigerian Norwegian Omani Pakistani Palestinian Panamanian Paraguayan Peruvian Philippine Filipino Polish Portuguese Qatari Romanian Russian Rwandan "
    "Saudi Scottish Senegalese Serbian Singaporean Slovak Slovenian Somali Spanish Sudanese Swedish Swiss Syrian Taiwanese Tajik Tanzanian Thai Tunisian "
    "Turkish Turkmen Ugandan Ukrainian Uruguayan Uzbek Venezuelan Vietnamese Welsh Yemeni Zambian Zimbabwean Californian Texan Catalan".split()
)
"""Peoples before a name: "French President", not a part of it."""

FAMILY_FIRST = frozenset(
    "Ahn An Bae Ban Bai Cai Cao Chai Chan Chang Chen Cheng Cheung Cho Choe Choi Chow Chu Chun Chung Cui Dai Deng Ding Dong Du Duan Fan Fang Feng Fu Gao "
    "Gong Gu Guo Han Hao He Heo Ho Hong Hou Hu Huang Hwang Jang Jeon Jeong Ji Jia Jiang Jin Jo Jung Kang Kim Ko Kong Koo Kwon Lai Lam Lau Lee Lei Leung Li "
    "Liang Liao Lim Lin Liu Lo Long Lu Luo Ma Mao Meng Min Moon Nam Ng Ni Noh Oh Ou Paek Pak Pan Pang Park Peng Qi Qian Qiao Qin Qiu Ren Rhee Roh Ryu Seo "
    "Shao Shen Sheng Shi Shim Shin Sim Sin Son Song Su Suh Sun Tan Tang Tao Tian Tong Tsai Tsang Tse Wan Wang Wei Wen Won Wong Woo Wu Xi Xia Xiang Xiao Xie "
    "Xing Xiong Xu Xue Yan Yang Yao Ye Yeo Yi Yim Yin Yoo Yoon You Youn Yu Yuan Yue Yun Zeng Zhan Zhang Zhao Zheng Zhong Zhou Zhu Zhuang Zou "
    "Nguyen Nguyễn Tran Trần Le Lê Pham Phạm Hoang Hoàng Phan Vu Vũ Vo Võ Dang Đặng Bui Bùi Do Đỗ Ngo Ngô Duong Dương Ly Lý Dinh Đinh Truong Trương".split()
)
"""Family names of China, Korea and Vietnam, which stand before the given name."""


PARTICLES = frozenset(
    "De Das Di Da Do Del La Le Lo Al El Den Nur Dan Si Sang A B C D E F G H I J K L M N O P R S T U V W Y Z".split()
)
"""Words that head sentences in one language and stand within names in another: "Alex De Minaur", "Mohamed Nur Ali Olow", "George W Bush"."""

SLAVIC_BODIES = tuple(
    "Центр Институт Інститут Совет Союз Комитет Комітет Министерств Міністерств Университет Університет Банк Фонд Агентств Федерац Ассоциац Асоціац "
    "Департамент Управлен Управлін Академи Академі Партии Партії Партия Партія Комисси Комісі Палат Прокуратур Суд".split()
)
"""How bodies' nouns begin, which stand behind a title as a surname does."""
SOUTH_SLAVIC_BODIES = tuple(
    "Centra Centru Institut Savet Savjet Savez Komitet Ministarstv Univerzitet Sveučilišt Fakultet Akademij Agencij Federacij Konfederacij Asocijacij "
    "Organizacij Partij Komisij Parlament Skupštin Vijeć Udruženj Udrug Sindikat Fond Zavod Direkcij Kancelarij Filozofsk Ekonomsk Pravn Medicinsk "
    "Državn Evropsk Europsk Svetsk Svjetsk Omladinsk Večernj Nacionaln Demokratsk Socijal Liberaln Narodn Balkana".split()
)
"""The same in Latin letters, and the adjectives before them."""

ROMANIAN = ("ului", "iei", "ției", "ţiei", "urii", "ării", "elor", "ilor")
"""How an office's matter ends in Romanian: "Ministra Mediului"."""

MATTERS = frozenset(("Committee", "Commission", "Council", "Subcommittee", "Panel"))
"""Bodies that are named by what they are on."""


STREETS = frozenset(
    "Street Park Hall Bridge Tower Towers Plaza Piazza Place Lane House Castle Center Lake Beach Bay Field Fields Church Mall Way Via Rua Rue "
    "Hills Falls Valley Springs Strait Mountain Monte Lago Island Abbey Arena Barrio Camp Harbour Iglesia Chiesa Palacio Palazzo Pont Puente "
    "Room Kitchen Temple Wall Dam Cross Forest Fountain Manor Derby Chase Fair Gala".split()
)
"""Family names that a place is called by as well, behind somebody's name and title: "President Kennedy Street"."""
INNER = frozenset("Ould Mint Abdul Abdel Abd Abu Abou Ben Bin Ibn Bint Mac".split())
"""Words that stand within a name, or at its head; lists have them as given names."""
NAMED_FOR = frozenset(("Foundation", "Trust", "Fund", "Institute", "Center", "Centre", "Hospital", "School", "Museum"))
"""Bodies that couples give their names to."""
NAMED_AFTER = frozenset(
    (
        "Fundación Fundação Fondazione Fondation Fundația Hospital Universidad Universidade Università Université "
        "Universitatea Instituto Institut Istituto Institutul Escuela Escola École Club Grupo Groupe Gruppo Banco "
        "Centro Centre Associazione Association Asociación Associação"
    ).split()
)
"""Bodies that are often called after somebody."""
THEIRS = frozenset(
    [
        "Our",
        "Your",
        "His",
        "Her",
        "Their",
        "Its",
        "My",
        "All",
        "Other",
        "Each",
        "Every",
        "Both",
        "Some",
        "Many",
        "Most",
        "Several",
        "New",
        "Local",
        "Special",
        "General",
    ]
)
"""Words before what is a body only by its kind: "Local Government Department"."""
ARMED = frozenset(("Army", "Navy", "Police", "Coastguard", "Parliament", "Senate"))
"""What a people has one of, so that the two words are a name."""


class Cues(NamedTuple):
    """The table, by kind."""

    heads: frozenset[str]
    fronts: Mapping[str, bool]
    """First word (or two) of an organisation -> whether "of" must follow."""
    malay: frozenset[str]
    """Those of Indonesian and Malay, in which "di" is "in"."""
    others: frozenset[str]
    titles: frozenset[str]
    """In small letters, without a stop at the end."""
    title_endings: tuple[str, ...]
    """How compounds end that are titles, in languages that write them in one word: "Bauernpräsident", "riksbankschef", "pääministeri"."""
    roles: frozenset[str]
    """What people are, in small letters before a name."""
    said: frozenset[str]
    skips: frozenset[str]
    offices: frozenset[str]
    fields: frozenset[str]
    """What bodies are for, as their names say it."""


@releasable
@cache
def cues() -> Cues:
    """Read once per process."""
    words: dict[str, set[str]] = {}
    malay: set[str] = set()
    for kind, language, listed in rows("name_words"):
        words.setdefault(kind, set()).update(listed.split("|"))
        if kind == "front" and language in ("id", "ms"):
            malay.update(listed.split("|"))
    fronts = {word.rstrip("~"): word.endswith("~") for word in sorted(words["front"])}
    return Cues(
        heads=frozenset(words["head"]),
        fronts=fronts,
        malay=frozenset(malay),
        others=frozenset(words["other"] - words["head"]),
        titles=frozenset(title.rstrip(".") for title in words["title"] if title[0] != "-"),
        title_endings=tuple(title[1:] for title in words["title"] if title[0] == "-"),
        roles=frozenset(words["role"]),
        said=frozenset(words["said"]),
        skips=frozenset(words["skip"]),
        offices=frozenset(words["office"]),
        fields=frozenset(words["field"] | words["office"]),
    )
