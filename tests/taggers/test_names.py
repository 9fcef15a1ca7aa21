"""Organisations and persons by pattern and by list: what is found, and what is not guessed."""

import json
from time import process_time

import pytest

from newsbeam.pipeline.evaluate import evaluate
from newsbeam.pipeline.evaluate.names import same
from newsbeam.pipeline.evaluate.score import story_of
from newsbeam.pipeline.taggers.automata import seen_in
from newsbeam.pipeline.taggers.known_names import meant, spelled
from newsbeam.pipeline.taggers.name_cases import nominative
from newsbeam.pipeline.taggers.name_kinds import union, word_of
from newsbeam.pipeline.taggers.name_lists import family, given
from newsbeam.pipeline.taggers.name_reader import read
from newsbeam.pipeline.taggers.name_runs import parts
from newsbeam.pipeline.taggers.name_words import ALONE, MAYBE, ORGANISATION, PERSON
from newsbeam.pipeline.taggers.names import tag_names


def named(text, language="en", **found):
    return tag_names(story_of(None, text), {"language": language, **found})


def names(text, language="en"):
    found = named(text, language)
    return set(found["organisations"] or ()), set(found["persons"] or ())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("blocked by the Pakistan Telecommunication Authority (PTA), users said", "Pakistan Telecommunication Authority"),
        ("The National Disaster Management Authority (NDMA) warned", "National Disaster Management Authority"),
        ("the Ministry of Finance said", "Ministry of Finance"),
        ("the University of Karachi said", "University of Karachi"),
        ("shares of Acme Holdings Ltd rose", "Acme Holdings Ltd"),
        ("shares of Kesko Tuonti Oyj rose", "Kesko Tuonti Oyj"),
        ("Organisation of Islamic Cooperation (OIC) met", "Organization of Islamic Cooperation"),
        ("users of TikTok said that the app had been slow for most of the day", "TikTok"),
        ("the IMF approved a loan", "International Monetary Fund"),
        ("the U.S. Supreme Court ruled", "US Supreme Court"),
        ("Lahore High Court's ruling", "Lahore High Court"),
        (
            "at the Kenyan Ministry of Roads and International Transport on Monday",
            "Kenyan Ministry of Roads and International Transport",
        ),
        ("said the Election Commission of Malawi on Monday", "Election Commission of Malawi"),
        ("by the Fish and Wildlife Administration on Monday", "Fish and Wildlife Administration"),
        ("The Harbour Storage and Haulage (HSH) Company said", "Harbour Storage and Haulage"),
        ("a spokesman for the Riverside County Coalition said", "Riverside County Coalition"),
        ("the Advisory Committee on Fishing Rights met", "Advisory Committee on Fishing Rights"),
        ("said the Director General of the British Chambers of Commerce", "British Chambers of Commerce"),
        ("Acme and the Dock and General Workers Union (DGWU) agreed", "Dock and General Workers Union"),
        ("The game between Feyenoord and the visitors was put off", "Feyenoord"),
        ("a court fined Ryanair and eBay on Monday", "eBay"),
        ("the vote was a defeat for Yesh Atid", "Yesh Atid"),
    ],
)
def test_organisations(text, name):
    assert name in names(text)[0]


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("es", "según el Ministerio de Asuntos Exteriores de Perú", "Ministerio de Asuntos Exteriores de Perú"),
        ("es", "la OMS pidió calma", "OMS"),
        ("pt", "o Conselho Nacional para as Pescas e Portos (CNPP) reuniu", "Conselho Nacional para as Pescas e Portos"),
        ("fr", "selon le Ministère de l'Intérieur, hier", "Ministère de l'Intérieur"),
        ("tr", "Sağlık Bakanlığı'nın açıklaması", "Sağlık Bakanlığı"),
        ("id", "kata Kementerian Perhubungan di Jakarta", "Kementerian Perhubungan"),
        ("ru", "сообщил МИД Казахстана во вторник", "МИД Казахстана"),
        ("ar", "قالت منظمة الصحة العالمية اليوم", "منظمة الصحة العالمية"),
        ("zh", "联合国安理会今天开会", "联合国安理会"),
        ("pt", "segundo o IBGE, o desemprego caiu", "IBGE"),
        ("ko", "현대차 주가가 올랐다", "현대차"),
        ("fa", "شورای نگهبان مصوبه را تایید کرد", "شورای نگهبان"),
    ],
)
def test_organisations_abroad_are_named_as_printed(language, text, name):
    assert name in names(text, language)[0]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Prime Minister Imran Khan said", "Imran Khan"),
        ("Dr. Ayesha Siddiqa said", "Ayesha Siddiqa"),
        ("Prime Minister Shehbaz Sharif on Tuesday left", "Shehbaz Sharif"),
        ("Secretary of State Antony Blinken arrived", "Antony Blinken"),
        ("Crown Prince Mohammed bin Salman said", "Mohammed bin Salman"),
        ("told reporters, Michael Johnson's lawyer", "Michael Johnson"),
        ("Federal Minister for Ports and Fisheries Noorul Haq Marwat spoke", "Noorul Haq Marwat"),
        ("a visit by Kim Jong Un to the yard", "Kim Jong Un"),
        ("talks with Wang Yi in Lima", "Wang Yi"),
        ("LeBron James scored and Narendra Modi clapped", "LeBron James"),
        ("LeBron James scored and Narendra Modi clapped", "Narendra Modi"),
        ("a win for Ngozi Okafor, 41, in Abuja", "Ngozi Okafor"),
        ("Acme CEO Priya Raman resigned", "Priya Raman"),
        ("farmer Tuvok Brannigar said. Neighbours of Brannigar agreed", "Tuvok Brannigar"),
    ],
)
def test_persons(text, name):
    assert name in names(text)[1]


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("pt", "o ministro das Relações Exteriores Celso Andrade disse", "Celso Andrade"),
        ("it", "lo ha detto il presidente della Camera, Roberto Fusani, ieri", "Roberto Fusani"),
        ("it", "lo ha detto il premier Fusani", "Fusani"),
        ("fr", "a déclaré François Villard à la presse", "François Villard"),
        ("de", "sagte Bundeskanzler Jens Holtmann", "Jens Holtmann"),
        ("id", "kata Menteri Perdagangan Sri Hartono di Jakarta", "Sri Hartono"),
        ("tr", "Dışişleri Bakanı Mehmet Yıldırım'ın ziyareti", "Mehmet Yıldırım"),
        ("ru", "сообщила представитель ведомства Мария Захарченко", "Мария Захарченко"),
        ("el", "δήλωσε ο υπουργός Κώστας Παπαδάκης στη Βουλή", "Κώστας Παπαδάκης"),
        ("ar", "استقبل وزير الخارجية محمد العريبي نظيره", "محمد العريبي"),
        ("ur", "وزیراعظم عمران خان نے کہا", "عمران خان"),
        ("hi", "प्रधानमंत्री नरेंद्र वर्मा ने कहा", "नरेंद्र वर्मा"),
        ("zh", "国务院总理李明华在北京说", "李明华"),
        ("ja", "岸田首相は述べた", "岸田"),
        ("ko", "이날 김철수 대통령은 말했다", "김철수"),
        ("th", "กล่าวว่า นายสมชาย ใจดี ได้", "สมชาย ใจดี"),
    ],
)
def test_persons_abroad(language, text, name):
    assert name in names(text, language)[1]


@pytest.mark.parametrize(
    "text",
    [
        "In New York on Monday",
        "The White Cliffs",
        "the whooping cough (who)",
        "Jordan Valley, Charlotte Airport, Victoria Park and Nelson Street",
        "the Gross Domestic Product (GDP), it said",
        "Social Media has changed that",
        "Michael Owens\nStaff Reporter\n",
        "(Reporting by Atul Deshpande; Editing by Susan Fent)",
        "PLEASE READ THE WHOLE STORY ON OUR PAGE",
        "Share on Facebook Twitter WhatsApp",
        "Settlers came to the West Bank on Monday",
        "It rained. (Reuters)",
    ],
)
def test_nothing_is_guessed(text):
    assert names(text) == (set(), set())


@pytest.mark.parametrize("last", ["Coalition", "County", "Building", "Street", "Panthers"])
def test_a_given_name_at_its_head_makes_no_person_of_a_body_or_a_place(last):
    assert names(f"They met at the Marion {last} on Monday")[1] == set()


def known_organisations(text, spoken_of=(), language=None):
    return meant(text, spelled(seen_in(text).known).bodies, spoken_of, language)


def test_capitals_mean_a_country_s_own_only_in_its_news():
    assert known_organisations("The PTA met.", {"US"}) == []
    assert known_organisations("The PTA met.", {"PK"}) == [(4, 7, "Pakistan Telecommunication Authority")]


def test_capitals_in_a_line_of_capitals_mean_nothing():
    assert known_organisations("THE MAN WHO SOLD THE FARM") == []
    assert known_organisations("UN GRAN DÍA. Un total de", language="es") == []


def test_a_person_is_named_once_and_whole_with_every_mention():
    text = "President Shah came. Karim Shah spoke to Anna Berg; Shah's aides left."
    found = named(text)
    assert found["persons"] == ("Karim Shah", "Anna Berg")
    shah = found["entities"][0]
    assert (shah.name, shah.type, shah.forms) == ("Karim Shah", "person", ("Shah",))
    assert [("\n" + text)[at:].startswith(("Shah", "Karim Shah")) for at in shah.offsets] == [True] * 3


def test_an_abbreviation_is_the_name_that_it_was_given():
    found = named("The Lakeside Water Authority (LWA) met. The LWA said so, as did Acme Tools Inc. and later Acme Tools Inc")
    assert found["organisations"] == ("Lakeside Water Authority", "Acme Tools Inc")
    assert [one.forms for one in found["entities"]] == [("LWA",), ()]


def test_a_known_body_has_one_name_in_every_language():
    entity = named("Так сказали в НАТО вчера", "ru")["entities"][0]
    assert (entity.name, entity.forms) == ("NATO", ("НАТО",))
    assert named("Так сказали в НАТО вчера", "ru")["organisations"] == ("НАТО",)


@pytest.mark.parametrize(
    ("language", "printed", "name"),
    [
        ("ru", "Сергея Лаврова", "Сергей Лавров"),
        ("ru", "Марии Захаровой", "Мария Захарова"),
        ("ru", "Дональда Трампа", "Дональд Трамп"),
        ("ru", "Марко Рубио", "Марко Рубио"),
        ("uk", "Володимира Зеленського", "Володимир Зеленський"),
        ("uk", "Олексія Резнікова", "Олексій Резніков"),
    ],
)
def test_declined_names_are_given_in_the_first_case(language, printed, name):
    assert nominative(printed, language) == name


def test_a_person_in_two_cases_is_named_once():
    found = named("Встреча министра Сергея Лаврова прошла вчера. Как заявил Сергей Лавров, разговор был долгим.", "ru")
    assert found["persons"] == ("Сергей Лавров",)


def test_persons_of_the_world_are_known_in_scripts_without_capitals():
    assert named("მოსკოვში სერგეი ლავროვმა თქვა", "ka")["persons"] is None
    assert named("მოსკოვში სერგეი ლავროვი თქვა", "ka")["persons"] == ("სერგეი ლავროვი",)
    assert named("کہ شیخ عبداللہ بن زاید النیہان نے", "ur")["persons"] == ("شیخ عبداللہ بن زاید النیہان",)


def test_nothing_found_is_empty_where_capitals_were_read_and_null_where_there_are_none():
    assert named("It rained on the hills.") == {"organisations": (), "persons": (), "entities": ()}
    nothing = {"organisations": None, "persons": None, "entities": None}
    assert named("今日は雨が降った。", "ja") == nothing
    assert named("மழை பெய்தது", "ta") == nothing
    assert named("قال وزير الخارجية سامح فهمي", "ar")["organisations"] is None


def test_the_lists_hold_names_of_every_continent():
    first = ["Fidel", "Mohamed", "Wei", "Priya", "Kwame", "Ngozi", "LeBron", "Sergey", "Sergei", "Мария", "Ελένη", "محمود"]
    assert [name for name in first if name not in given()] == []
    last = ["Smith", "Modi", "Путин", "Müller", "Nguyễn"]
    assert [name for name in last if name not in family()] == []


@pytest.mark.parametrize("names", [given(), family()])
def test_a_list_of_names_holds_its_names_and_nothing_else(names):
    listed = list(names)
    assert listed == sorted(set(listed))
    assert all(name in names for name in listed)
    assert not [
        one for name in listed[::50] for one in (name[:-1] + "|", f"{name}\n", f"\n{name}", name[1:] + "|", "") if one in names
    ]
    assert f"{listed[0]}\n{listed[1]}" not in names


@pytest.mark.parametrize(
    ("run", "cut"),
    [
        ("Rome. The Bank of Italy", ["Rome", "The Bank of Italy"]),
        ("Mr. Khan", ["Mr. Khan"]),
        ("Paris was Quiet", ["Paris", "Quiet"]),
        ("Archer The Party", ["Archer", "Party"]),
    ],
)
def test_runs_are_cut_where_names_end(run, cut):
    printed = list(map(word_of, run.split(" ")))
    found = [(at, " ".join(word[0] for word in words)) for at, words in parts(printed, union(printed))]
    assert [part for _, part in found] == cut
    assert all(run[at:].startswith(part) for at, part in found)


def test_readings_say_where_they_stand():
    run = "Pakistan Cricket Board Chairman Ramiz Raja"
    assert [run[one.at :].startswith(one.name) for one in read(run, None)] == [True, True]


@pytest.mark.parametrize(
    ("run", "kind", "name"),
    [
        ("Acme Holdings", ORGANISATION, "Acme Holdings"),
        ("Imran Khan", PERSON, "Imran Khan"),
        ("Minister for Religious Affairs Noorul Haq Qadri", PERSON, "Noorul Haq Qadri"),
        ("Mr Howard", ALONE, "Howard"),
        ("The Wagatha Christie", MAYBE, "Wagatha Christie"),
        ("Nyck de Vries", MAYBE, "Nyck de Vries"),
        ("Tuvok Brannigar’s", MAYBE, "Tuvok Brannigar"),
    ],
)
def test_a_run_is_read_by_the_kinds_of_its_words(run, kind, name):
    assert [(one.kind, one.name) for one in read(run, None)] == [(kind, name)]


@pytest.mark.parametrize(
    "run",
    [
        *("Red Sea", "Rome and Paris", "Biden on Tuesday", "In New York", "Will Smith", "French Open", "Tuvok Brannigar Street"),
        *("Saal der Stadt", "Old Man River", "A Day", "The This", "Brannigar will Tuvok than Arley"),
    ],
)
def test_a_run_that_names_nobody_and_no_body(run):
    assert read(run, None) == ()


def test_what_is_abbreviated_in_brackets_may_be_no_body():
    assert [one.kind for one in read("Gross Domestic Product", "GDP")] == [MAYBE]
    assert [one.kind for one in read("Arley Tuvok Union", "ATU")] == [ORGANISATION]


def test_names_are_compared_word_by_word():
    assert same("Sergey Lavrov", "Sergey Viktorovich Lavrov")
    assert same("PTA", "Pakistan Telecommunication Authority")
    assert not same("Imran Khan", "Khan Research")


def test_a_labelled_folder_is_measured(tmp_path):
    (tmp_path / "a.txt").write_text(
        "date 2026-01-05 Harbour\n\nKarim Shah spoke for the Lakeside Water Authority.\n", encoding="utf-8"
    )
    labels = {"id": "a", "file": "a.txt", "language": "en", "persons": ["Karim Shah", "Otto Lind"], "orgs": [], "orgs_too": []}
    (tmp_path / "labels.jsonl").write_text(json.dumps(labels), encoding="utf-8")
    report = evaluate("names", tmp_path)
    assert "persons       recall 0.5000 [0.0945, 0.9055] of 2" in report
    assert "missed a.txt persons: Otto Lind" in report
    assert "wrong  a.txt orgs: Lakeside Water Authority" in report


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Alpha Beta Gamma Delta " * 20_000),
        ("en", "A" * 60_000),
        ("en", "NATO and Google said the IMF " * 20_000),
        ("en", "The Acme Water Board (AWB) and " * 10_000),
        ("ru", "министерство обороны и финансов " * 20_000),
        ("zh", "总理李克强" * 40_000),
    ],
)
def test_no_text_costs_more_than_its_length(language, text):
    begin = process_time()
    named(text, language)
    assert process_time() - begin < 2


@pytest.mark.parametrize(
    ("language", "text", "persons"),
    [
        ("pl", "Premier Donald Tusk powołał wczoraj Tomasza Frankowskiego i wyszedł.", ("Donald Tusk", "Tomasz Frankowski")),
        ("ru", "Губернатор Брянской области подписал указ.", ()),
        ("uk", "Новий губернатор Запорізької області вийшов на роботу.", ()),
        ("id", "Bupati Halmahera Timur membuka pasar itu.", ()),
        ("fa", "به گزارش ما، احمد وحیدی وزیر کشور گفت که طرح در حال بررسی است.", ("احمد وحیدی",)),
        ("fa", "منابع ما گفتند حسین رضایی نخست وزیر روز شنبه به این شهر می رود.", ("حسین رضایی",)),
        ("hi", "मुरैना के कलेक्टर अंकित अस्थाना ने इस बात से इनकार किया.", ("अंकित अस्थाना",)),
        ("hi", "मुरैना के कलेक्टर पर आरोप है.", None),
    ],
)
def test_persons_of_home_news_and_the_places_that_they_govern(language, text, persons):
    assert tag_names(story_of(None, text), {"language": language})["persons"] == persons


@pytest.mark.parametrize(
    ("language", "text", "persons", "organisations"),
    [
        ("cs", "Komise by podle premiéra Petra Fialy mohli doplnit úředníci.", ("Petr Fiala",), ()),
        ("sl", "Vozili sta del spremstva premierja Andreja Plenkovića.", ("Andrej Plenković",), ()),
        ("ro", "Ministra Mediului a venit joi.", (), ()),
        ("en", "He got one vote more than Independent Councillor Brendan Cronin of Killarney.", ("Brendan Cronin",), ()),
        ("sv", "Mannen häktades vid Göteborgs tingsrätt i går.", (), ("Göteborgs tingsrätt",)),
        ("hr", "To je priopćilo Ministarstvo unutarnjih poslova u petak.", (), ("Ministarstvo unutarnjih poslova",)),
    ],
)
def test_persons_in_other_cases_and_bodies_in_small_letters(language, text, persons, organisations):
    found = tag_names(story_of(None, text), {"language": language})
    assert (found["persons"], found["organisations"]) == (persons, organisations)


@pytest.mark.parametrize(
    ("language", "text", "persons"),
    [
        ("kk", "Кеше Парламент Мәжілісінің төрағасы Ерлан Қошанов сессияны ашты.", {"Ерлан Қошанов"}),
        ("kk", "Ақтау қаласының әкімі Абылай Кенжеғұлов тұрғындармен кездесті.", {"Абылай Кенжеғұлов"}),
        ("ky", "Ош шаарынын мэри Жаныбек Тороев бул тууралуу билдирди.", {"Жаныбек Тороев"}),
        ("uz", "Toshkent shahar hokimi Shavkat Umurzoqov yig'ilish o'tkazdi.", {"Shavkat Umurzoqov"}),
        ("uz", "Қашқадарё вилояти ҳокими Муротжон Азимов йиғилиш ўтказди.", {"Муротжон Азимов"}),
        ("tg", "Вазири корҳои хориҷӣ Ҷамшед Муҳриддин бо сафирон вохӯрд.", {"Ҷамшед Муҳриддин"}),
    ],
)
def test_titles_and_names_of_central_asia_make_persons(language, text, persons):
    assert names(text, language)[1] == persons


@pytest.mark.parametrize(
    ("language", "text", "persons"),
    [
        ("hr", "To je potvrdio i predsjednik Saveza pčelara općine.", set()),
        ("sr", "Novinarima se obratio direktor Gradskog zavoda za hitnu pomoć.", set()),
        ("hr", "Tako je odlučio ravnatelj Agencije za otoke.", set()),
        ("ro", "Întrebat despre spitale, ministrul Sănătății, aflat la Iași, nu a răspuns.", set()),
        ("ro", "A fost numit ambasadorul Timișoarei în lume.", set()),
        ("hr", "Tako je odlučio ravnatelj Plenković, koji je stigao kasnije.", {"Plenković"}),
        ("ro", "A fost numit ministrul Matei, după cum se știe.", {"Matei"}),
        ("kk", "Айбар Төлжанұлы ауылға келді.", {"Айбар Төлжанұлы"}),
        ("az", "Tədbirdə Rəşad Vəli oğlu və Günay Əlövsətqızı iştirak edib.", {"Rəşad Vəli", "Günay Əlövsətqızı"}),
    ],
)
def test_what_an_office_is_for_is_nobody_and_a_father_s_name_is_somebody_s(language, text, persons):
    assert names(text, language)[1] == persons


@pytest.mark.parametrize(
    ("language", "text", "body"),
    [
        ("sq", "Bashkia Pogradec ka shpallur tenderin.", "Bashkia Pogradec"),
        ("bg", "Община Самоков обяви търг.", "Община Самоков"),
        ("mk", "Општина Неготино гради парк.", "Општина Неготино"),
        ("sr", "Opština Bačka Palanka gradi park.", "Opština Bačka Palanka"),
        ("sl", "Občina Trebnje gradi park.", "Občina Trebnje"),
        ("el", "Ο Δήμος Τρικκαίων ξεκινά έργα.", "Δήμος Τρικκαίων"),
        ("gl", "O Concello de Monforte abriu o parque.", "Concello de Monforte"),
        ("es", "La Alcaldía de Soacha cerró la vía.", "Alcaldía de Soacha"),
        ("da", "Skive Kommune bygger en ny skole.", "Skive Kommune"),
    ],
)
def test_municipalities_are_bodies(language, text, body):
    assert names(text, language)[0] == {body}


@pytest.mark.parametrize(
    ("language", "text", "persons"),
    [
        ("en", "Chairman Zahid Nazir told members that the hall was full.", {"Zahid Nazir"}),
        ("en", "Minister Nazir Ahmad said so.", {"Nazir Ahmad"}),
        ("en", "Chairman Karim Vakili left.", {"Karim Vakili"}),
        ("az", "Xarici işlər naziri Ceyhun Bayramov gəlib.", {"Ceyhun Bayramov"}),
        ("rw", "Yagiye muri Leta Zunze Ubumwe za Amerika ejo.", set()),
        ("sw", "Nchi za kusini mwa Jangwa la Sahara zimekubali.", set()),
    ],
)
def test_a_title_of_one_language_is_a_name_in_another(language, text, persons):
    assert names(text, language)[1] == persons
