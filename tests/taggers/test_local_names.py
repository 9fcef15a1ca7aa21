"""Capitals and first cities in the scripts and languages that news comes in, and how short names keep to their words."""

import pytest

from newsbeam.pipeline.gazetteer.declined import cases
from newsbeam.pipeline.gazetteer.variants import gujarati, variants
from newsbeam.pipeline.taggers.disambiguate import disambiguate

CITIES = (
    ("zh", "纽约 US|华盛顿 US|罗马 IT|首尔 KR|新德里 IN|伊斯兰堡 PK"),
    ("ur", "بہاولپور PK|ڈیرہ اسماعیل خان PK|ٹوکیو JP|برلن DE|واشنگٹن US|نئی دہلی IN|بیجنگ CN|سیول KR"),
    ("hi", "झांसी IN|राजकोट IN|ग्वालियर IN|वाशिंगटन US|वॉशिंगटन US|बीजिंग CN|टोक्यो JP|लंदन GB|काठमांडू NP"),
    ("mr", "अहमदनगर IN|वॉशिंग्टन US|पॅरिस FR|लंडन GB"),
    ("bn", "কক্সবাজার BD|নয়াদিল্লি IN|ওয়াশিংটন US|প্যারিস FR|ঢাকা BD"),
    ("gu", "નવી દિલ્હી IN|ન્યૂયોર્ક US|પેરિસ FR|લંડન GB"),
    ("pa", "ਹੁਸ਼ਿਆਰਪੁਰ IN|ਨਵੀਂ ਦਿੱਲੀ IN|ਵਾਸ਼ਿੰਗਟਨ US|ਲੰਡਨ GB"),
    ("ta", "டெல்லி IN|வாஷிங்டன் US|கொழும்பு LK|டோக்கியோ JP"),
    ("te", "ఢిల్లీ IN|వాషింగ్టన్ US|టోక్యో JP|లండన్ GB|పారిస్ FR"),
    ("fa", "واشنگتن US|مسکو RU|سئول KR|آنکارا TR"),
    ("ar", "سول KR|واشنطن US|أنقرة TR|كييف UA"),
    ("th", "วอชิงตัน US|ปักกิ่ง CN|โซล KR|โตเกียว JP"),
    ("ko", "서울 KR|워싱턴 US|베를린 DE|도쿄 JP"),
    ("ja", "ソウル KR|ワシントン US|パリ FR|ローマ IT"),
    ("ru", "Вашингтоне US|Пекина CN|Киеве UA|Сеул KR"),
    ("uk", "Києві UA|Вашингтоні US|Пекіні CN"),
    ("tr", "Pekin CN|Londra GB|Kudüs IL"),
    ("pt", "Pequim CN|Moscou RU|Moscovo RU"),
    ("it", "Pechino CN|Londra GB|Parigi FR|Gerusalemme IL"),
    ("vi", "Bắc Kinh CN|Hà Nội VN"),
)


@pytest.mark.parametrize(
    ("language", "name", "country"), [(language, *one.rsplit(" ", 1)) for language, row in CITIES for one in row.split("|")]
)
def test_a_city_is_known_in_the_language(language, name, country):
    assert [(m.surface, m.code) for m in disambiguate(name, language=language)] == [(name, country)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("다카하시 선수가 말했다", []),  # Takahashi is not Dhaka
        ("다카에서 열린 회의", ["BD"]),
        ("ในโซลวันนี้", ["KR"]),
        ("คอนโซลเกม", []),  # a console is not Seoul
        ("டெல்லியில் நடந்தது", ["IN"]),
        ("லண்டனில் நடந்தது", ["GB"]),
        ("રોમમાં બેઠક", ["IT"]),
        ("रोमांचक मैच", []),  # a thrilling match is not Rome's
        ("रोम में बैठक", ["IT"]),
        ("अक्टूबर में गुजरात चुनाव", ["IN"]),
        ("அக்டோபர் மாதம்", []),  # October is not Aktobe
        ("في كاليفورنيا حرائق", ["US"]),
        ("加州山火", ["US"]),
        ("タイトル戦のパリティ", []),
    ],
)
def test_short_names_keep_to_their_words(text, found):
    assert [m.code for m in disambiguate(text)] == found


def test_variants_by_rule():
    assert "تہران" in set(variants("تهران"))
    assert "اسلام اباد" in set(variants("اسلام آباد"))
    assert "लन्दन" not in set(variants("London"))
    assert "लंदन" in set(variants("लन्दन"))
    assert gujarati("पेरिस") == "પેરિસ"
    assert gujarati("Paris") is None


@pytest.mark.parametrize(
    ("language", "text", "country"),
    [
        ("uk", "Про це сказали у Росії.", "RU"),
        ("uk", "Вибухи чули у Харкові.", "UA"),
        ("pl", "Premier był w Niemczech.", "DE"),
        ("cs", "Vláda v Rakousku padla.", "AT"),
        ("sk", "Súd v Bratislave rozhodol.", "SK"),
        ("hr", "Sud u Zagrebu odlučuje.", "HR"),
        ("sr", "Суд у Црној Гори одлучује.", "ME"),
        ("sl", "Volitve v Nemčiji so danes.", "DE"),
        ("lt", "Sutartis pasirašyta Lenkijoje.", "PL"),
        ("fi", "Vaalit pidetään Venäjällä.", "RU"),
        ("hu", "Választás Ukrajnában.", "UA"),
        ("ro", "Guvernul Germaniei a demisionat.", "DE"),
        ("el", "Η κυβέρνηση της Κύπρου παραιτήθηκε.", "CY"),
        ("lv", "Vēlēšanas Igaunijā.", "EE"),
        ("hy", "Ընտրություններ Հայաստանում", "AM"),
    ],
)
def test_a_country_is_told_in_every_case(language, text, country):
    assert {one.code for one in disambiguate(text, language=language)} == {country}


@pytest.mark.parametrize(
    ("language", "text"), [("en", "The Chin of the man."), ("de", "Suomen Firma"), ("en", "Kine and Irana met.")]
)
def test_a_case_of_another_language_names_no_country(language, text):
    assert not disambiguate(text, language=language)


def test_cases_are_made_by_the_grammar_of_their_language():
    assert cases("pl", "Warszawa") == ["Warszawy", "Warszawie", "Warszawę", "Warszawą"]
    assert cases("fi", "Helsinki")[:2] == ["Helsingin", "Helsingissä"]
    assert cases("hu", "Peking")[:2] == ["Pekingben", "Pekingből"]
    assert cases("en", "France") == []
    assert cases("pl", "USA") == []


@pytest.mark.parametrize(
    ("language", "text", "country"),
    [
        ("hu", "A magyar határ lezárva.", "HU"),
        ("hr", "Kazao je da hrvatska policija radi.", "HR"),
        ("nl", "De Britse premier.", "GB"),
        ("ro", "Șeful Poliției Române a demisionat.", "RO"),
        ("uk", "Про це каже польський уряд.", "PL"),
        ("sv", "En finsk minister.", "FI"),
    ],
)
def test_a_people_is_told_in_its_languages(language, text, country):
    assert {one.code for one in disambiguate(text, language=language)} == {country}
    assert not disambiguate(text, language="en")


@pytest.mark.parametrize(
    ("language", "text", "country"),
    [
        ("en", "A bridge near Boston, Lincolnshire, is to be closed for a month.", "GB"),
        ("en", "Cambridgeshire County Council will sell the depot.", "GB"),
        ("en", "Newcastle City Council has agreed to plant more trees.", "GB"),
        ("en", "Floods have cut three roads in Anambra, the governor said.", "NG"),
        ("fr", "Un camion s'est couché dans le Finistère.", "FR"),
        ("id", "Gubernur Jawa Tengah meresmikan jembatan itu.", "ID"),
        ("fi", "Pirkanmaan maakunta saa uuden sairaalan.", "FI"),
        ("en", "Plateau is a word, and so are Rivers, Antique and Central.", None),
    ],
)
def test_a_county_a_department_and_a_province_speak_for_their_country(language: str, text: str, country: str | None) -> None:
    found = {one.code for one in disambiguate(text, language=language)}
    assert found == ({country} if country else set())


@pytest.mark.parametrize(
    ("language", "text", "country"),
    [
        ("sr", "Poverljivo je ono što je rekao Stivu Vitkofu.", "US"),
        ("pl", "Premier zadzwonił do Zełenskiego.", "UA"),
        ("uk", "Він відповів Лаврову і не чекав.", "RU"),
        ("cs", "Sešel se s Trumpem.", "US"),
        ("fi", "Kokous alkoi Macronin puheella.", "FR"),
    ],
)
def test_a_statesman_speaks_for_his_country_in_every_case(language: str, text: str, country: str) -> None:
    assert {one.code for one in disambiguate(text, language=language)} == {country}


@pytest.mark.parametrize(
    ("language", "text", "country"),
    [
        ("es", "El pleno del Ayuntamiento de Lorca aprobó las obras.", "ES"),
        ("fr", "Le préfet du Gers condamne cet acte.", "FR"),
        ("fr", "Un accident a fait un mort dans les Landes.", "FR"),
        ("tr", "Yalova'da bir otomobil devrildi.", "TR"),
        ("ru", "Двое жителей Белгородской области получили ранения.", "RU"),
        ("uk", "У Запорізькій області оголосили тривогу.", "UA"),
        ("pl", "Wypadek wydarzył się w województwie mazowieckim.", "PL"),
        ("pl", "Firma przejęła fabrykę w Myszkowie.", "PL"),
        ("it", "Il sindaco di Lodi ha firmato l'ordinanza.", "IT"),
        ("fi", "Törmäys tapahtui Iisalmella.", "FI"),
        ("fi", "Auto pysäytettiin Porvoossa.", "FI"),
        ("hu", "A rendőrség Maros megyében bírságolt.", "RO"),
        ("de", "Der Zürcher Kantonsrat hat das Budget genehmigt.", "CH"),
        ("uk", "Дрони атакували Одещину.", "UA"),
        ("en", "Kerry County Council will repay the costs.", "IE"),
        ("ro", "Ministrul a vizitat satul din județul Buzău.", "RO"),
        ("en", "Kapsabet Municipal Council will mend the road.", "KE"),
        ("en", "Ndola City Council will mend the road.", "ZM"),
        ("sq", "Bashkia Pogradec ka shpallur tenderin.", "AL"),
        ("bg", "Община Самоков обяви търг.", "BG"),
        ("da", "Skive Kommune bygger en ny skole.", "DK"),
    ],
)
def test_an_office_or_a_case_beside_a_small_place_says_that_it_is_one(language: str, text: str, country: str) -> None:
    assert {one.code for one in disambiguate(text, language=language)} == {country}


@pytest.mark.parametrize(
    ("language", "text", "country"),
    [
        ("bg", "Двама души са пострадали при катастрофа в Плевен.", "BG"),
        ("ru", "В Шебекино ранены двое жителей.", "RU"),
        ("sv", "Mannen hittades i Skara.", "SE"),
        ("en", "The band is Band Aid, and the bank Banca Nazionale.", None),
    ],
)
def test_towns_are_known_in_their_own_script_and_smaller_ones_where_there_are_few(
    language: str, text: str, country: str | None
) -> None:
    assert {one.code for one in disambiguate(text, language=language)} == ({country} if country else set())
