"""Who wrote an archived page, where the form of a country's papers says it; and names that stand in the same places and wrote nothing."""

import pytest

from newsbeam.pipeline.evaluate.releases import stories_of

TITLE = "Prom znów pływa po jeziorze po dziewięciu dniach"
LEAD = "Prom znów pływa po jeziorze. W poniedziałek po dziewięciu dniach przewiózł pierwszych pasażerów, którzy czekali na brzegu od świtu."
GOES_ON = "El puerto abrió ayer sus puertas a los pescadores de la región, que esperaban desde hace un mes en la orilla del lago."
KOREAN = "부산시는 호수의 새 부두를 다음 달에 연다고 7일 밝혔다. 어민들은 오래 기다려 왔다고 시장이 말했다."
ARABIC = "أعلنت الوزارة اليوم افتتاح الميناء الجديد على البحيرة بعد شهر من أعمال الصيانة، وقال الوزير إن الصيادين انتظروا طويلا."
HINDI = "झील का नया घाट अगले महीने खुल जाएगा और मछुआरे इसका लंबे समय से इंतजार कर रहे हैं, यह बात अधिकारियों ने सोमवार को कही है।"


def read(text):
    return next(iter(stories_of(f" date 2024-05-07 {text}\n".encode(), "release.txt")))


def test_name_and_town_before_a_stop_and_a_dash():
    story = read(f"Abren el puerto del lago\n\nRosa M. Ibarra. Ixmiquilpan.- {GOES_ON}")
    assert (story.authors, story.dateline_text, story.body_text) == (("Rosa M. Ibarra",), "Ixmiquilpan.- ", GOES_ON)


@pytest.mark.parametrize(
    "front", ["San Juan del Río. Ixmiquilpan.- ", "Palacio Municipal. El puerto.- ", "Rosa Ibarra. El lago crece. "]
)
def test_what_stands_before_a_stop_and_is_no_writer(front):
    assert not read(f"Abren el puerto del lago\n\n{front}{GOES_ON}").authors


def test_writer_behind_the_town_of_an_indian_paper():
    story = read(f"झील का घाट खुलेगा\n\nग्वालियर, रमेश वर्मा। {HINDI}")
    assert (story.authors, story.dateline_place, story.body_text) == (("रमेश वर्मा",), "ग्वालियर", HINDI)


@pytest.mark.parametrize("front", ["ग्वालियर, नगर संवाददाता। ", "ग्वालियर। "])
def test_desk_or_nobody_behind_the_town(front):
    story = read(f"झील का घाट खुलेगा\n\n{front}{HINDI}")
    assert (story.dateline_place, story.body_text) == ("ग्वालियर", HINDI)
    assert not story.authors


def test_korean_reporter_on_a_line_with_the_time():
    story = read(f"새 부두 열린다\n(부산=뉴스1) 최민수 기자 | 2024-05-07 09:12 송고\n호수의 부두. /사진제공=부산시\n{KOREAN}")
    assert (story.authors, story.dateline_place, story.dateline_country, story.body_text) == (("최민수",), "부산", "KR", KOREAN)


def test_agency_with_its_town_in_a_bracket():
    story = read(f"واس (جدة)\n\n{ARABIC}")
    assert (story.origin_agency, story.dateline_place, story.body_text) == ("Saudi Press Agency", "جدة", ARABIC)
    assert not story.authors


def test_writer_who_stands_twice_above_a_role():
    story = read(f"{TITLE}\n\nEwelina Zawadzka\n\nEwelina Zawadzka\n\nDziennikarka działu Region\n\n{LEAD}")
    assert (story.headline, story.authors, story.body_text) == (TITLE, ("Ewelina Zawadzka",), LEAD)


@pytest.mark.parametrize(
    "lines",
    [
        ["Real Madrid", "Real Madrid", "Więcej"],  # a club and a button
        ["Zakopane", "Zakopane", "Redaktor naczelny"],  # a town
        ["Ewelina Zawadzka", "Ewelina Zawadzka", "Nowa dyrektorka portu"],  # whom it is about: no role of ours
    ],
)
def test_what_stands_twice_and_wrote_nothing(lines):
    assert not read("\n\n".join([TITLE, *lines, LEAD])).authors


@pytest.mark.parametrize(
    "link", ["https://vov.vn/post1.vov", "https://vov.vn/xa-hoi/ben-tau-moi-ben-ho-mo-cua-vao-thang-toi-post1.vov"]
)
def test_source_that_a_link_follows_below_a_text(link):
    text = "Bến tàu mới bên hồ mở cửa vào tháng tới. Ngư dân đã chờ đợi từ lâu, ông chủ tịch xã cho biết vào sáng thứ Hai."
    story = read(f"Bến tàu mới mở cửa\n\n{text}\n\nNguồn VOV: {link}")
    assert (story.origin_agency, story.body_text) == ("Voice of Vietnam", text)


def test_agency_by_its_kind_behind_a_time():
    text = "Новая пристань на озере откроется в следующем месяце. Рыбаки ждали её давно, сказал глава района в понедельник."
    story = read(f"Откроется новая пристань\n7 мая 2024, 08:22, ИА Озёрск\n{text}")
    assert (story.origin_agency, story.body_text) == ("Озёрск", text)


@pytest.mark.parametrize("line", ["7 мая 2024, 08:22, Озёрск", "7 мая 2024, 08:22"])
def test_town_behind_a_time_is_no_agency(line):
    assert (
        read(
            f"Откроется новая пристань\n{line}\n{'Новая пристань на озере откроется в мае, сказал глава района. ' * 3}"
        ).origin_agency
        is None
    )


@pytest.mark.parametrize(
    "posted",
    [
        "DA SUCURSAL DE BRASÍLIA",
        "ENVIADA ESPECIAL A USHUAIA",
        "DA AGÊNCIA FOLHA, EM PORTO ALEGRE",
        "Enviado especial",
        "Corresponsal en Lima",
        "DE ROMA",
        "DO RIO",
    ],
)
def test_whose_a_writer_is_below_the_name(posted):
    name = "MARINA TORRES" if posted.isupper() else "Marina Torres"
    story = read(f"El puerto del lago abre sus puertas\n\n{name}\n{posted}\n\n{GOES_ON}")
    assert (story.byline, story.authors, story.body_text) == (name, ("Marina Torres",), GOES_ON)


@pytest.mark.parametrize("clock", ["الأربعاء 3 مايو 2023 - 13:30 بتوقيت بيروت", "الأحد 7 يناير 2024 - 08:05 بتوقيت الرياض"])
def test_whose_clock_a_time_is_read_from_wrote_nothing(clock):
    text = "قال رئيس البلدية اليوم إنه يأمل أن يفتح الرصيف الجديد على البحيرة في الشهر القادم بعد انتظار طويل من الصيادين."
    story = read(f"رصيف جديد على البحيرة قريبا\n\n{clock}\n\n{text}")
    assert not story.authors
    assert story.body_text == text


ENGLISH = "The new quay on the lake opens next month, and the fishermen have waited for it since spring, the mayor said on Tuesday."


def test_dateline_above_a_writer_and_the_house():
    story = read(f"New quay opens on the lake\n\nBaku, Azerbaijan, May 7\n\nBy Jane Ortsee - Trend:\n\n{ENGLISH}")
    assert (story.dateline_text, story.country, story.authors) == ("Baku, Azerbaijan, May 7", "AZ", ("Jane Ortsee",))
    assert (story.origin_agency, story.body_text) == ("Trend", ENGLISH)


def test_town_in_capitals_behind_a_time():
    story = read(f"New quay opens on the lake at long last\n\nUpdated - May 07, 2024 10:56 am IST - LEH\n\n{ENGLISH}")
    assert (story.dateline_text, story.dateline_country, story.body_text) == ("LEH", "IN", ENGLISH)


@pytest.mark.parametrize("house", ["AGENCIAS", "REDACCIÓN / AGENCIAS"])
def test_agencies_without_a_name_and_their_town(house):
    story = read(f"El puerto del lago abre sus puertas hoy\n{house} | BILBAO\n07/05/2024\n\n{GOES_ON}")
    assert (story.dateline_place, story.dateline_country, story.credit) == ("Bilbao", "ES", "AGENCIAS")
    assert not story.authors


def test_region_and_day_on_the_line_of_a_town_of_two_letters():
    story = read(f"New quay opens on the lake\n\nHo (Volta Region) 7 May 2024\n\n{ENGLISH}")
    assert (story.dateline_place, story.dateline_country, story.body_text) == ("Ho", "GH", ENGLISH)
    assert not story.authors


def test_town_country_and_house_on_one_line():
    story = read(f"New quay opens on the lake\n\nLABUAN, Indonesia (AFP)\n\n{ENGLISH}")
    assert (story.dateline_text, story.dateline_country, story.credit) == ("LABUAN, Indonesia (AFP)", "ID", "AFP")
    assert story.body_text == ENGLISH


def test_house_behind_the_day_and_the_clock():
    text = "Nova luka na jezeru otvara se idući mjesec. Ribari su je dugo čekali, rekao je načelnik općine u utorak."
    story = read(f"Nova luka na jezeru\n\n07.05.2024. | 13:02 | Hina\n\n{text}")
    assert (story.origin_agency, story.body_text) == ("Hina", text)


def test_reuters_arabic_service_is_no_part_of_a_name():
    story = read(f"افتتاح الميناء\n\nبيروت (رويترز) - {ARABIC}\n(إعداد محمد عبد الله للنشرة العربية - تحرير أحمد صبحي)")
    assert (story.authors, story.origin_agency, story.body_text) == (("محمد عبد الله",), "Reuters", ARABIC)


def test_time_of_entry_is_no_korean_reporter():
    story = read(f"새 부두 열린다\n\n기사등록 2024-05-07 16:20:11\n\n[부산=뉴시스] 최민수 기자 = {KOREAN}")
    assert (story.authors, story.dateline_place, story.body_text) == (("최민수",), "부산", KOREAN)


def test_lead_that_names_its_house_at_the_end_of_the_only_paragraph():
    story = read(f"New quay opens on the lake at long last\n\nKAIKOURA (New Zealand), May 7 — {ENGLISH} — Reuters")
    assert (story.dateline_text, story.dateline_country) == ("KAIKOURA (New Zealand), May 7 — ", "NZ")
    assert (story.origin_agency, story.body_text) == ("Reuters", ENGLISH)


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("15.09.2024 10:17 Ewelina Zawadzka", "Ewelina Zawadzka"),
        ("May 7, 2024 Ewelina Zawadzka", "Ewelina Zawadzka"),
        ("• Oleh Ewelina Zawadzka", "Ewelina Zawadzka"),
        ("Ewelina Zawadzka/Ixmiquilpan, Hgo.", "Ewelina Zawadzka"),
        ("Na Rehema Mlima,Dar es Salaam", "Rehema Mlima"),
        ("Ewelina Zawadzka\nIxmiquilpan\n7 de mayo de 2024", "Ewelina Zawadzka"),
    ],
)
def test_writer_on_a_line_above_the_text(line, author):
    story = read(f"{TITLE}\n\n{line}\n\n{LEAD}")
    assert (story.headline, story.authors, story.body_text) == (TITLE, (author,), LEAD)
    kept = f"{story.byline} {story.page_text}"
    assert all(word in kept for word in line.replace(",", " ").replace("/", " ").split() if word not in ("Na", "•"))


@pytest.mark.parametrize(
    "line", ["May 7, 2024 Breaking News", "7 May 2024 New York", "AC/DC", "Na Novom Trgu, Split", "Real Madrid/Barcelona 3:1"]
)
def test_lines_above_the_text_that_name_nobody(line):
    assert not read(f"{TITLE}\n\n{line}\n\n{LEAD}").authors


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("كتب - سامي خوري ومنى عون:", ("سامي خوري", "منى عون")),
        ("كتبت - منى عون:", ("منى عون",)),
        ("بيروت - نادين خوري - ", ("نادين خوري",)),
        ("جنوب سيناء - أيمن خوري وأحمد عون: ", ("أيمن خوري", "أحمد عون")),
    ],
)
def test_arabic_writers_above_the_text_and_behind_its_town(line, authors):
    parted = "" if line.endswith(" ") else "\n"
    story = read(f"افتتاح الميناء الجديد\n{line}{parted}{ARABIC}")
    assert (story.authors, story.body_text) == (authors, ARABIC)


@pytest.mark.parametrize("front", ["دبي - الإمارات اليوم - ", "بيروت - مصادر رسمية: "])
def test_no_writer_behind_an_arabic_town(front):
    assert not read(f"افتتاح الميناء الجديد\n{front}{ARABIC}").authors


def test_chinese_writers_by_the_forms_of_their_papers():
    text = "10月22日，湖畔码头重新开放，渔民们等了一个月。市长表示，新的码头将于下个月投入使用，欢迎大家前来参观。"
    signed = read(f"本报讯 {text}\n（谢小湖）")
    assert (signed.authors, signed.body_text.endswith("参观。")) == (("谢小湖",), True)
    assert read(f"湖畔码头重新开放\n\n王小湖\\臺中報導\n\n{text}").authors == ("王小湖",)
    assert read(f"湖畔码头重新开放\n\n（特派員王小湖報導）\n\n{text}").authors == ("王小湖",)


def test_korean_verb_before_a_reporter_is_a_headline():
    story = read(f"연행되는 기자\n\n{KOREAN}")
    assert (story.headline, story.authors or None) == ("연행되는 기자", None)


def test_korean_house_and_reporter_in_a_bracket():
    story = read(f"새 부두 열린다\n\n[호수일보 = 최민수 기자]{KOREAN}")
    assert (story.authors, story.dateline_text, story.body_text) == (("최민수",), "[호수일보 = 최민수 기자]", KOREAN)


def test_indonesian_writer_in_capitals_and_the_desk():
    text = "Pelabuhan baru di tepi danau dibuka hari ini setelah sebulan ditutup, kata bupati kepada wartawan yang datang."
    story = read(f"Pelabuhan Dibuka\n\nHAFENNEWS, Pangkalan Bun - {text}\n\nNelayan menunggu lama di sana. (SITI DANAU/B-2)")
    assert (story.authors, story.dateline_place) == (("Siti Danau",), "Pangkalan Bun")
    assert story.body_text.endswith("di sana.")


def test_a_role_s_own_words_are_no_second_writer():
    assert read(f"{TITLE}\n\nBy Jane Roe, Local Democracy Reporter\n\n{LEAD}").authors == ("Jane Roe",)


def test_writer_of_an_agency_below_the_name():
    story = read(f"Reabre o porto do lago\nAna Lagoa\nRepórter da Agência Brasil\n\nBrasília - {GOES_ON}")
    assert (story.authors, story.origin_agency, story.dateline_place) == (("Ana Lagoa",), "Agência Brasil", "Brasília")


def test_writer_and_editor_in_a_last_bracket():
    text = "O porto do lago reabriu ontem as portas aos pescadores da região, que esperavam na margem desde há um mês."
    story = read(f"(Brasília-DF, 07/05/2024) {text}\n(por Ana Lagoa, especial para a Agência do Lago, com edição de Rui Sá)")
    assert (story.authors, story.dateline_place, story.body_text) == (("Ana Lagoa",), "Brasília", text)


def test_indian_correspondent_behind_the_town_and_name_between_dashes():
    story = read(f"झील का घाट खुलेगा\n\n/// झील न्यूज\n\nकटिहार (बिहार) संवाददाता रमेश वर्मा: {HINDI}")
    assert (story.authors, story.body_text) == (("रमेश वर्मा",), HINDI)
    story = read(f"झील का घाट खुलेगा\n\n-रमेश सिंह वर्मा-\n\nजगरांव 7 मई। {HINDI}")
    assert (story.authors, story.dateline_place, story.body_text) == (("रमेश सिंह वर्मा",), "जगरांव", HINDI)


@pytest.mark.parametrize("line", ["Secretaria Municipal de Obras e Infraestrutura Urbana", "Portal do Lago", "Show More"])
def test_offices_and_buttons_wrote_nothing(line):
    assert not read(f"Reabre o porto do lago\n\n07/05/2024\n\n{line}\n\n{GOES_ON}").authors


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("From Ewelina Zawadzka, Ilorin", "Ewelina Zawadzka"),
        ("Posted by Ewelina Zawadzka on May 7, 2024", "Ewelina Zawadzka"),
        ("May 7, 2024 by Ewelina Zawadzka", "Ewelina Zawadzka"),
        ("by Ewelina Zawadzka | May 7, 2024", "Ewelina Zawadzka"),
        ("Ewelina Zawadzka - Staff Reporter", "Ewelina Zawadzka"),
        ("Ewelina Zawadzka, corresponsal", "Ewelina Zawadzka"),
        ("Ewelina Zawadzka – Repórter da Agência Brasil", "Ewelina Zawadzka"),
        ("Ewelina ZawadzkaDo G1, em Brasília", "Ewelina Zawadzka"),
        ("Escrito por Ewelina Zawadzka", "Ewelina Zawadzka"),
        ("Propos recueillis par Ewelina Zawadzka", "Ewelina Zawadzka"),
        ("Par Ewelina Zawadzka avec AFP", "Ewelina Zawadzka"),
        ("a cura di Ewelina Zawadzka", "Ewelina Zawadzka"),
        ("Pewarta: Ewelina Zawadzka", "Ewelina Zawadzka"),
        ("Anna Zawadzka / Lake Gazette", "Anna Zawadzka"),
    ],
)
def test_writer_with_where_when_or_for_whom(line, author):
    story = read(f"{TITLE}\n\n{line}\n\n{LEAD}")
    assert (story.headline, story.authors, story.body_text) == (TITLE, (author,), LEAD)
    kept = f"{story.byline} {story.page_text} {story.credit} {story.origin_agency}"
    assert all(word in kept for word in line.replace("Do", " Do").replace(",", " ").split() if word.isalpha() and word[0].isupper())


@pytest.mark.parametrize(
    "line",
    [
        "Climate Change, Nairobi", "Human Rights - Geneva", "Two Dead, Paris", "La Razón Digital / AFP / Brasilia", "Sunday Market - Abuja",
        "From Lagos, Nigeria", "Published in Print, May 7, 2024",
    ],
)  # fmt: skip
def test_lines_with_a_town_or_a_day_that_name_nobody(line):
    assert not read(f"{TITLE}\n\n{line}\n\n{LEAD}").authors
