"""Countries' names that are words, persons or languages speak for no country by themselves, and true mentions still do."""

import pytest

from newsbeam.pipeline.evaluate.score import story_of
from newsbeam.pipeline.stages.tag import tag
from newsbeam.pipeline.taggers import TAGGERS, places
from newsbeam.pipeline.taggers.disambiguate import Mention
from newsbeam.pipeline.taggers.kind_codes import COUNTRY, DEMONYM
from newsbeam.pipeline.taggers.persons_apart import without
from newsbeam.pipeline.taggers.tongues import taught, taught_words
from newsbeam.schemas.story import Claims


def country(language, home, headline, body):
    return tag(story_of(headline, body, claims=Claims(home_country=home), language=language)).story_country


WORDS = [
    ("sr", "RS", "Mali vrt", "Mali vrt iza škole uredili su đaci. Mali poklon dobila je učiteljica."),
    ("uk", "UA", "Ювілей бібліотеки", "Того дня зала була повна. Того вечора читали вірші."),
    ("sw", "TZ", "Hesabu za kijiji", "Mali ya kijiji imehesabiwa. Mali hiyo ni ng'ombe kumi."),
    ("tr", "TR", "Pazar doldu", "Mısır tezgâhta ucuzladı. Mali yük hafifledi."),
    ("hi", "IN", "दुकान में चीनी नहीं", "गांव की दुकान में चीनी खत्म हो गई। चीनी का नया बोरा कल आएगा।"),
    ("ur", "PK", "گاؤں میں چینی", "گاؤں کی دکان میں چینی ختم ہو گئی۔ چینی کل آئے گی۔"),
    ("ne", "NP", "गाउँमा चाड", "गाउँमा चाड मनाइयो। चाड सकिएपछि स्कुल खुल्यो।"),
    ("ar", "EG", "عجز النادي", "في النادي عجز مالي قديم، وقال أمين الصندوق إن الحل مالي."),
    ("ko", "KR", "골목 인도 보수", "구청이 골목 인도를 고친다. 인도 블록도 새로 깐다."),
    ("ka", "GE", "სკოლა გაიხსნა", "სკოლა გაიხსნა, დირექტორმა განაცხადა. ეზო განახლდა."),
    ("zh", "CN", "海边天气", "沿海地方有雨，村民参加纳税培训。"),
    ("hi", "IN", "समाज की बैठक", "प्रदेश माली समाज की बैठक हुई।"),
    ("ar", "EG", "تقرير", "صدر تقرير مصرفي مالي جديد عن البنوك."),
    ("fil", "PH", "Balita", "Mali ang sagot ng bata. Mali rin ang guro sa paaralan."),
    ("zh", "CN", "夜班", "南海地区有雨，工人在厂里加班，司法国际会议延期。"),
    ("en", "GB", "A turkey on the loose", "A turkey ran through the market. Turkey feathers lay about, a stallholder said."),
    ("vi", "VN", "Lớp may", "Áo may xong được tặng trẻ em. Chị Nga dạy may mỗi tối."),
    ("ja", "JP", "絵の教室", "マリさんが絵の教室を開いた。マリさんは元教師。"),
    ("ko", "KR", "그림 교실", "가나 씨가 그림 교실을 열었다."),
    ("ko", "KR", "그림 교실", "가나씨는 그림 교실을 열었다."),
    ("hi", "IN", "मेला", "चाड खान ने मेला खोला।"),
    ("hi", "IN", "मेला", "श्री जॉर्डन ने मेला खोला।"),
    ("ur", "PK", "میلہ", "جناب اردن نے میلہ کھولا۔"),
    ("ur", "PK", "میلہ", "اردن خان نے میلہ کھولا۔"),
    ("ja", "JP", "絵の教室", "ヨルダンさんが絵の教室を開いた。"),
    ("th", "TH", "ตลาด", "คุณจอร์แดนเปิดร้านขนม"),
    ("th", "TH", "ตลาด", "คุณ จอร์แดน เปิดร้านขนม"),
    ("vi", "VN", "Lớp vẽ", "Chị Nga dạy vẽ."),
    ("pl", "PL", "Konkurs", "Wczoraj wieczorem Kuba wygrał konkurs."),
    ("sr", "RS", "Vrt", "Deca rade – Mali vrt uredili su đaci."),
    ("sr", "RS", "2) Mali vrt", "Vrt su uredili đaci."),
    ("vi", "VN", "Lớp vẽ", "Ông Phạm Văn Đức mở lớp vẽ. Cô Nguyễn Thị Nga dạy."),
    ("fi", "FI", "Lima kuivui pöydälle", "Lima kuivui pöydälle. Peru kaupat, neuvoo kuluttaja-asiamies."),
    ("hr", "HR", "Peru tepihe na rijeci", "Peru tepihe svake subote. Peru ih zajedno."),
    ("nb", "NO", "Rom for musikk", "Rom for musikk mangler. Rom må bygges, sier rektor."),
    ("en", "GB", "Roma families plant trees", "Roma families planted trees. The Roma choir sang."),
    ("cs", "CZ", "Roma slaví svátek", "Sbor zpíval. Svátek Roma slaví v dubnu."),
    ("lt", "LT", "Roma kepa duoną", "Roma Petrauskienė kepa duoną."),
]
PERSONS = [
    ("pt", "PT", "Padaria reabre", "Israel Moreira reabriu a padaria. Israel faz pão desde criança."),
    ("de", "CH", "Neuer Rekord", "Jordan Meier lief Rekord. Jordan war nach dem Lauf müde."),
    ("en", "GB", "Baker's shop", "Ann Jordan opened a shop. Jordan sells bread."),
    ("hu", "HU", "Új karmester", "Török Péter vezeti a kórust. Török tavaly érkezett."),
    ("pl", "PL", "Konkurs w szkole", "Kuba Zieliński wygrał konkurs. Kuba czyta dużo."),
    ("pl", "PL", "Piekarnia", "Anna i Israel Nowak otworzyli piekarnię. Anna i Israel pieką chleb."),
    ("nl", "NL", "Bakkerij", "Anna en Israel Bakker openden een winkel. Anna en Israel bakken brood."),
]
LANGUAGES = [
    ("de", "AT", "Abendkurse", "Französisch wird montags gelehrt. Russisch beginnt später."),
    ("fr", "BE", "Soirées", "L'allemand est enseigné le lundi, dit la mairie."),
    ("sv", "FI", "Kvällskurser", "Biblioteket har en kurs i ryska. Tyska börjar i maj."),
    ("en", "IE", "Evening school", "Lessons in German begin in May. French follows in June."),
    ("ja", "JP", "講座", "図書館でフランス語の講座が始まる。"),
    ("id", "ID", "Kelas malam", "Sekolah membuka kelas bahasa Jerman."),
    ("ar", "EG", "دورات", "تبدأ دورة في اللغة الفرنسية يوم الأحد."),
]


@pytest.mark.parametrize(("language", "home", "headline", "body"), [*WORDS, *PERSONS, *LANGUAGES])
def test_a_word_a_person_and_a_language_are_no_country(language, home, headline, body):
    assert country(language, home, headline, body) == home


@pytest.mark.parametrize(
    ("language", "home", "headline", "body", "expected"),
    [
        ("sr", "RS", "Vojnici u Africi", "Vojnici su zauzeli sever, a vlada Mali traži pomoć. Bamako je miran.", "ML"),
        ("uk", "UA", "Вибори в Африці", "У Того обрали парламент. Уряд Того задоволений.", "TG"),
        ("tr", "TR", "Seçim", "Kahire'de sandıklar kapandı. Mısır sonucu bekliyor.", "EG"),
        ("hi", "IN", "बीजिंग का जवाब", "चीन ने जवाब दिया। चीनी मंत्री ने बीजिंग में बात की।", "CN"),
        ("ar", "EG", "هدنة", "أعلنت الحكومة في مالي هدنة، وقالت باماكو إنها تبدأ غدا.", "ML"),
        ("ko", "KR", "뉴델리 회담", "인도 정부가 뉴델리에서 회담을 열었다.", "IN"),
        ("ka", "GE", "აკრა", "განაში ახალი პარლამენტი აირჩიეს.", "GH"),
        ("zh", "CN", "选举", "加纳举行选举，总统在首都投票。", "GH"),
        ("zh", "CN", "救援", "救援队昨日进入海地。", "HT"),
        ("zh", "CN", "会议", "她作为首尔市长致辞。", "KR"),
        ("en", "GB", "Talks in the south", "The president of Turkey ate turkey with the king.", "TR"),
        ("pl", "PL", "Awaria prądu", "Na Kubie nie ma prądu. Kuba czeka na paliwo.", "CU"),
        ("pt", "BR", "Cessar-fogo", "Israel Moreira, enviado da ONU, falou em Israel. Israel aceitou a trégua.", "IL"),
        ("ar", "EG", "هدنة", "الحرب في السودان وفي مالي مستمرة، وأعلنت «جمهورية مالي» هدنة. مالي هادئة.", "ML"),
        ("hi", "IN", "चुनाव", "उस देश माली में चुनाव हुआ।", "ML"),
        ("ja", "JP", "決勝", "フランス選手が優勝した。", "FR"),
        ("ja", "JP", "氏族", "ソマリア氏族の会議が開かれた。", "SO"),
        ("ko", "KR", "수출", "인도네시아 씨앗 수출이 늘었다.", "ID"),
        ("vi", "VN", "Giải thưởng", "Nhà văn Nga nhận giải. Trẻ em Nga vỗ tay.", "RU"),
        ("vi", "VN", "Vụ án", "Người đàn ông Nga bị bắt.", "RU"),
        ("vi", "VN", "Vụ án", "Người đàn bà Nga bị bắt.", "RU"),
        ("vi", "VN", "Bầu cử", "Chị Nga sống ở Moskva. Pháp và Nga họp. Pháp đồng ý.", "RU"),
        ("th", "TH", "ศาล", "ทนายจอร์แดนฟ้องบริษัท", "JO"),
        ("th", "US", "โรงเรียน", "ครูเชียงใหม่ร้องทุกข์", "TH"),
        ("en", "GB", "South Korea wins", "Fans sang: south korea, south korea.", "KR"),
        ("hi", "IN", "चुनाव", "माली में चुनाव हुआ।", "ML"),
        ("en", "GB", "Talks", "Turkey voted. Crowds in Turkey ate turkey.", "TR"),
        ("en", "GB", "Talks", "Turkey voted and Ankara spoke. Turkey ate turkey. Greece rang and Greece wrote.", "TR"),
        ("en", "GB", "Turkey votes", "turkey voted on sunday, officials said.", "TR"),
        ("en", "GB", "Vote", "Oman voted. A woman won.", "OM"),
        ("en", "GB", "Museum", "Cork council met. A boy put a cork into it.", "IE"),
        ("tr", "TR", "Seçim", "Çin oy verdi. Kadehler çin çin öttü.", "CN"),
        ("sr", "RS", "Izbori", "Danas Mali bira predsednika.", "ML"),
        ("en", "GB", "Lights out", "In Jordan the lights went out.", "JO"),
        ("en", "IE", "Pupils", "British pupils had lessons in the park.", "GB"),
        ("en", "IE", "Pupils", "American pupils had lessons in the park.", "US"),
        ("en", "IE", "Lessons in German end", "Poland and Germany cut funds.", "DE"),
        ("pt", "BR", "Acordo", "Israel Moreira viu Jerusalém. Portugal e Israel assinaram. Portugal pagou.", "IL"),
        ("pt", "PT", "Padaria", "Em Israel, Israel Moreira reabriu a padaria.", "IL"),
        ("fr", "FR", "Foire", "En Dominique, la foire ouvre.", "DM"),
        ("hi", "IN", "खाना", "चीन खानपान मेला लगाएगा।", "CN"),
        ("ur", "PK", "سڑک", "چین شاہراہ کھول رہا ہے۔", "CN"),
        ("th", "TH", "ขอบคุณ", "ชาวบ้านขอบคุณจีนที่ช่วยสร้างสะพาน", "CN"),
        ("sv", "SE", "Bageriet", "Israel Lind bakar bröd i Israel. Israel är hett.", "IL"),
        ("es", "ES", "Panadería", "Israel Moreno abrió una panadería en Israel. Israel hornea pan.", "IL"),
        ("de", "AT", "Besuch", "Der französische Minister kommt. Französisch war die Antwort: Paris schweigt.", "FR"),
    ],
)
def test_the_country_that_is_meant_still_counts(language, home, headline, body, expected):
    assert country(language, home, headline, body) == expected


@pytest.mark.parametrize(
    ("language", "body", "expected"),
    [
        ("el", "Πυρκαγιά ξέσπασε στη Λαμία.", "GR"),
        ("zh", "四川多地4日下雨，气象部门发布预警。", "CN"),
        ("th", "ไฟไหม้ตลาดในจังหวัดลำปาง", "TH"),
        ("am", "በአዲስ አበባ እሳት ተነሳ።", "ET"),
        ("kn", "ಬೆಂಗಳೂರಿನಲ್ಲಿ ಮಳೆ.", "IN"),
        ("ml", "കേരളത്തിൽ മഴ.", "IN"),
        ("sr", "U Nišu je pao sneg.", "RS"),
        ("sr", "У Лесковцу је отворен мост.", "RS"),
        ("hr", "U Zadru je otvorena tržnica.", "HR"),
        ("hu", "Pécsett megnyílt a piac.", "HU"),
        ("ka", "თბილისში ახალი ხიდი გაიხსნა.", "GE"),
        ("ko", "제주서 산불이 나 주민이 대피했다.", "KR"),
        ("is", "Ný brú var opnuð á Akureyri.", "IS"),
        ("sq", "Një urë u hap në Shkodër.", "AL"),
        ("es", "La Xunta abrió un museo en Santiago.", "ES"),
        ("en", "A bridge opened in Tripoli in northern Lebanon.", "LB"),
        ("sv", "En bro öppnades i Tripoli i norra Libanon.", "LB"),
        ("es", "Abrió un puente en Trípoli en el Líbano.", "LB"),
        ("it", "Il mercato di Lodi ha riaperto.", "IT"),
    ],
)
def test_towns_and_provinces_are_read_in_their_own_languages(language, body, expected):
    assert country(language, None, "-", body) == expected


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("Handel tussen London en Canada groeit.", ["GB", "CA"]),
        ("Vluchten van Sydney en Canada beginnen.", ["AU", "CA"]),
        ("Ministers van Tripoli en Libanon praten.", ["LY", "LB"]),
    ],
)
def test_a_town_and_a_country_are_two_in_dutch(body, codes):
    assert [one.country for one in tag(story_of("-", body, language="nl")).places] == codes


def test_what_remains_of_a_word_that_is_cut_is_no_word_of_learning():
    words = taught_words()["de"]
    ahead = "Der Konkurs " + "traf alle " * 8
    answers = {taught(ahead, start, start, words) for start in range(8, len(ahead))}
    assert answers == {False}
    assert taught("Der Kurs in ", 12, 12, words)


@pytest.mark.parametrize(("person", "surface", "kind"), [("Nora French", "French", DEMONYM), ("U.K. Chancellor", "U.K.", COUNTRY)])
def test_a_people_s_word_and_initials_are_no_name_of_a_person(person, surface, kind):
    mentions = [Mention(20, 20 + len(surface), surface, "-", kind, -1, 1.0)]
    assert without(f"Voters stayed home, {surface}", mentions, [person], "en") is mentions
    assert without("Voters stayed home, Jordan", [Mention(20, 26, "Jordan", "JO", COUNTRY, -1, 1.0)], ["Ann Jordan"], "en") == []


def test_a_story_whose_places_failed_is_given_none_by_its_persons():
    def failing(story, found):
        raise ValueError

    story = story_of("Padaria reabre", "Israel Moreira reabriu a padaria de Lisboa. Israel faz pão.", language="pt")
    tagged = tag(story, {**TAGGERS, places.VERSION: failing})
    assert tag(story).places
    assert (tagged.story_country, tagged.places) == ("PT", story.places)


def test_a_tagger_behind_ours_has_the_last_word_of_a_country():
    story = story_of("Padaria reabre", "Israel Moreira reabriu a padaria. Israel faz pão.", language="pt")
    assert tag(story).story_country != "IL"
    assert tag(story, {**TAGGERS, "own/1": lambda _story, _found: {"story_country": "BR"}}).story_country == "BR"


def test_offsets_count_in_a_summary_too_where_there_is_no_body():
    found = tag(story_of("Talks", "", summary="Jane Roe met Ali Khan in Nairobi.", language="en"))
    text = f"{found.headline}\n{found.summary}"
    assert [text[one.offset :].startswith("Nairobi") for one in found.places] == [True]
    assert found.countries[0].evidence == f"Nairobi@{found.places[0].offset}"
    assert all(text[at:].startswith(one.name) for one in found.entities for at in one.offsets)
    assert [one.offsets for one in found.entities] == [(6,), (19,)]
