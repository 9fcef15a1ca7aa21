"""Letters and words around a titled name, by language: what a name is written in, what ends it, what begins a family name."""

# ruff: noqa: SIM905  word lists read best as words

import re
from functools import cache

from newsbeam.pipeline.taggers.tables import rows

CASELESS = frozenset(
    "ar fa ur ps ug ckb sd he yi hi mr ne sa bn as gu pa or ta te kn ml si th lo my km ka am ti zh ja ko dv bo".split()
)
"""Languages of scripts that have no capitals."""

POSTPOSITIONS = {
    "hi": "ने को का की के से में पर और भी तथा एवं ही तो है हैं थे था कि",
    "mr": "यांनी यांना यांच्या यांचे यांची यांचा आणि व हे ही ने",
    "ne": "ले लाई को का की बाट मा र",
    "ur": "نے کو کا کی کے سے میں پر اور بھی ہی تو ہے ہیں تھے تھا کہ",
}
"""What follows a name in these languages, and so ends it."""
STOPS = frozenset(
    "في من إلى على عن مع أن إن التي الذي الذين هذا هذه ذلك كما قد قال أكد أعلن صرح أوضح أضاف اليوم أمس خلال بعد قبل بين حول إنه أنه لدى ضد عبر منذ حتى أو ثم لم لن لا ما كان و به در از با که را این آن است شد گفت کرد برای تا هم نیز امروز دیروز روز های خود یک می ها وی بود של את על עם כי לא הוא היא אמר אמרה היום אתמול גם או בין לפני אחרי".split()
)
JOINED = "وبلف"
"""What is written as one word with a title, in the languages of `JOINING`."""
JOINING = frozenset(("ar", "fa", "he"))
ARABIC_WORD = r"[\u0620-\u064a\u066e-\u06d3\u200c]+"
SYLLABIC = r"[\uac00-\ud7a3]"
HAN_NAME = r"[\u4e00-\u9fff]"
KANA = r"(?<![\u30a1-\u30ff])[\u30a1-\u30ff]+(?:＝[\u30a1-\u30ff]+){0,5}"
"""A name in katakana, whose letters have the dot between its parts among them; read from its first letter only."""
SPOKEN = frozenset(
    "在对對说說表会會将將与與和同指出强調调今日昨是的于於向发發出主就就访訪抵到已也还還要把被及等率参參接听聽作为為致亲親宣随隨呼认認称稱签簽日上中下以通因从從这這其"
)
"""Characters that follow a name in Chinese, and end few."""
JAPANESE_OFFICES = frozenset(
    "国務 官房 国防 防衛 外務 財務 総務 法務 経済 環境 警察 海上 気象 文部 厚生 農林 国土 復興 消防 金融".split()
)
"""What an office is for, between a name and its title."""
GEORGIAN_PAIR = re.compile(r"([\u10d0-\u10fa]{3,}) (?=([\u10d0-\u10fa]{3,}))")
KOREAN_FAMILY = "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국"


@cache
def titles_of(language: str) -> tuple[str, ...]:
    """The titles of a language, longest first; none where it has no list."""
    return _titles().get(language, ())


@cache
def _titles() -> dict[str, tuple[str, ...]]:
    return {language: tuple(sorted(listed.split("|"), key=len, reverse=True)) for language, listed, *_ in rows("title_words")}
