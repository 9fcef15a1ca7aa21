"""Who said it: signatures, lines of roles, sources named in the text, agencies in bylines."""

import pytest

from newsbeam.pipeline.text import agencies, attribution, credit, desk_marks, roles, signoff


@pytest.mark.parametrize(
    ("body", "text", "name"),
    [
        ("They came home tired after years abroad. PTI", "They came home tired after years abroad.", "PTI"),
        ("They came home tired after years abroad. PTI RDM ZMN", "They came home tired after years abroad.", "PTI"),
        ("The lake is open to boats again, he said. (ANI)", "The lake is open to boats again, he said.", "ANI"),
        ("The lake is open to boats again, he said. -- Bernama", "The lake is open to boats again, he said.", "Bernama"),
        ("The lake is open again.\n\ndpa hm bs wjh", "The lake is open again.", "dpa"),
        ("Der See ist wieder offen, sagte er. dpa", "Der See ist wieder offen, sagte er.", "dpa"),
        ("The lake is open again.\n\nand so on", "The lake is open again.\n\nand so on", None),
        ("Ayer llovió.- El lago vuelve a abrir. EFE", "Ayer llovió.- El lago vuelve a abrir.", "EFE"),
        ("El lago vuelve a abrir a los barcos. EFE", "El lago vuelve a abrir a los barcos.", "EFE"),
        ("The lake is open to boats again. (Xinhua/Jane Roe)", "The lake is open to boats again.", "Xinhua"),
        ("The lake is open again.\n\nSource: Saudi Press Agency", "The lake is open again.", "Saudi Press Agency"),
        ("The lake is open again.\n(KUNA)", "The lake is open again.", "KUNA"),
        ("The lake is open again.\n\n(With inputs from PTI)", "The lake is open again.", "PTI"),
        ("Le lac est ouvert.\n\n(Avec AFP)", "Le lac est ouvert.", "AFP"),
        ("The lake is open again.\n\n– RSS, THT", "The lake is open again.", "RSS"),
        ("The lake is open again.\n\nWith the dog", "The lake is open again.\n\nWith the dog", None),
        ("The lake is open again.\n\nQuay.rs/Tanjug", "The lake is open again.", "Tanjug"),
        ("The lake is open again, wrote Reuters.", "The lake is open again, wrote Reuters.", None),
        ("Nobody asked the map. He has worked for Reuters.", "Nobody asked the map. He has worked for Reuters.", None),
        ("The lake is open again.\n\nSource: a neighbour", "The lake is open again.\n\nSource: a neighbour", None),
        ("Der See ist wieder offen. (dpa)", "Der See ist wieder offen.", "dpa"),
        ("Der See ist wieder offen. (sda/afp)", "Der See ist wieder offen.", "sda"),
        ("Der See ist offen.\n\n© dpa-infocom, dpa:200101-99-1/2", "Der See ist offen.", "dpa-infocom"),
        ("Søen er åben igen. /ritzau/", "Søen er åben igen.", "ritzau"),
        ("The lake is open again, he said. (KUNA) ab.cd", "The lake is open again, he said.", "KUNA"),
        ("The lake is open again, he said. (NAN) (www.nannews.ng)", "The lake is open again, he said.", "NAN"),
        ("The lake is open again. (Source: ANI)", "The lake is open again.", "ANI"),
        ("El lago está abierto. (Con información de Reuters y AP)", "El lago está abierto.", "Reuters"),
        ("O lago está aberto. Com informações da Agência Brasil.", "O lago está aberto.", "Agência Brasil"),
        ("Lacul este deschis. AGERPRES / (AS - autor: Ana Rus, editor: Ion Pop)", "Lacul este deschis.", "AGERPRES"),
        ("झील फिर खुली। (भाषा)", "झील फिर खुली।", "भाषा"),
        ("झील फिर खुली।\n\nभाषा अमित नरेश\n\nनरेश", "झील फिर खुली।", "भाषा"),
        ("হ্রদ আবার খোলা।\n\nসূত্র : রয়টার্স", "হ্রদ আবার খোলা।", "রয়টার্স"),
        ("湖は再び開放された。［時事通信社］", "湖は再び開放された。", "時事通信社"),
        ("湖再次开放。来源：新华网", "湖再次开放。", "新华网"),
        ("호수가 다시 열렸다. (서울=연합뉴스)", "호수가 다시 열렸다.", "연합뉴스"),
        ("Liqeni është hapur sërish. /Liqenifolet/", "Liqeni është hapur sërish.", "Liqenifolet"),
        ("Hồ lại mở cửa (TTXVN)./.", "Hồ lại mở cửa", "TTXVN"),
        ("[AllAfrica]", "[AllAfrica]", None),
        ("It was told by the Press Trust of India (PTI).", "It was told by the Press Trust of India (PTI).", None),
        ("It was a new trend. (online)", "It was a new trend. (online)", None),
        ("HEAVY BUYERS OF CORN-U.S. REPORT", "HEAVY BUYERS OF CORN-U.S. REPORT", None),
        ("Who is he? WHO IS that man by the lake? Ana", "Who is he? WHO IS that man by the lake? Ana", None),
    ],
)
def test_signatures(body, text, name):
    assert signoff.cut_signature(body) == (text, name)


@pytest.mark.parametrize("line", ["bur-jj/pdw", "mlb/jm", "gr/bp", "hh/ph/ts/hd", "بور/غ ر", "ففف/ح س/كام"])
def test_a_desks_initials_are_cut(line):
    assert desk_marks.cut_desk(f"The lake is open again.\n\n{line}") == ("The lake is open again.", line)


@pytest.mark.parametrize("sign", [" jd/pra", "/jd/pr/ha/", " ик/бб/", " JD/PRO/HA", " -0-", "（了）"])
def test_a_desks_initials_behind_the_last_sentence_are_cut(sign):
    assert desk_marks.cut_desk(f"It rained.\n\nThe lake is open again.{sign}") == (
        "It rained.\n\nThe lake is open again.",
        sign.strip(),
    )


@pytest.mark.parametrize("mark", ["\n// انتهى //", "\n// انتهى //\n15:42 ت م\n0094", " // انتهى //"])
def test_the_mark_of_an_end_goes_with_its_clock(mark):
    assert desk_marks.cut_desk(f"عادت العبارة إلى العمل.{mark}") == ("عادت العبارة إلى العمل.", mark.strip())


@pytest.mark.parametrize("end", ["Go to lakes.example/boats/up", "He said so. And/or not", "It is 1/2", "They row and/or sail"])
def test_words_with_strokes_stay(end):
    assert desk_marks.cut_desk(f"It rained.\n\n{end}") == (f"It rained.\n\n{end}", None)


@pytest.mark.parametrize("line", ["AC/DC", "EUR/USD"])
def test_a_last_line_in_capitals_below_a_list_stays(line):
    body = f"The lake is open again, with two on its stage.\n\nTonight:\n\nHarbour Brass\n\n{line}"
    assert desk_marks.cut_desk(body) == (body, None)
    assert desk_marks.cut_desk(body.replace("Harbour Brass", "BELGA"))[1] == line


@pytest.mark.parametrize("line", ["Open/shut", "lake", "see also: boats/ferries", "harbour/office", "1/2"])
def test_a_last_line_of_words_stays(line):
    body = f"The lake is open again.\n\n{line}"
    assert desk_marks.cut_desk(body) == (body, None)
    assert desk_marks.cut_desk(line) == (line, None)


@pytest.mark.parametrize(
    ("line", "writers", "house"),
    [
        ("(Reporting by Ann Roe in Lima; Editing by Bo Ek)", ("Ann Roe",), "Reuters"),
        ("Reporting by Ann Roe, editing by Bo Ek", ("Ann Roe",), None),
        ("(Reporte de Ana Ruiz; editado por Juan Paz)", ("Ana Ruiz",), "Reuters"),
        ("(Reportage de Anne Petit; édité par Jean Roux)", ("Anne Petit",), "Reuters"),
    ],
)
def test_roles(line, writers, house):
    cut = roles.cut(f"The lake is open again.\n{line}")
    assert (cut.body, cut.writers, cut.house) == ("The lake is open again.", writers, house)


def test_prose_about_editing_is_text():
    body = "The lake is open again.\nEditing the film took nine years, the town said on Friday."
    assert roles.cut(body).body == body


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('Разрушено 30 домов, сообщает "Интерфакс-Казахстан" со ссылкой на министерство.', "Interfax-Kazakhstan"),
        ("Про це пише РБК-Україна з посиланням на ТАСС.", "TASS"),
        ("The lake is open again, the Anadolu news agency reported.", "Anadolu"),
        ("El lago está abierto, informó la agencia EFE.", "EFE"),
        ("البحيرة مفتوحة، وفق ما نقلته وكالة « فرانس بريس ».", "Agence France-Presse"),
        ("A map told us. According to the town, the lake is open.", None),
    ],
)
def test_sources_in_the_text(text, name):
    assert attribution.source_in(text) == name


@pytest.mark.parametrize(
    ("byline", "name"),
    [
        ("Reuters", "Reuters"), ("The Associated Press", "The Associated Press"), ("DPA", "DPA"), ("By Jane Roe, AFP", "AFP"),
        ("Jane Roe for Reuters", "Reuters"), ("Petra", None), ("Ana", None), ("Le Monde", None), ("Jane Roe", None),
        ("By Jane Roe, Press Association Political Editor", "Press Association"), ("JANE ROE AP Business Writer", "AP"),
        ("JANE ROE Associated Press", "Associated Press"), ("Redazione ANSA", "ANSA"), ("Reuters in London", "Reuters"), ("afp", "afp"),
        ("Associated Press Writer Jane Roe", "Associated Press"), ("Le Monde avec AFP", "AFP"), ("ana", None), ("Adam Tass", None),
        ("Jane Roe, Health Editor", None), ("By Ana Dire, Staff Writer", None),
    ],
)  # fmt: skip
def test_agencies_in_bylines(byline, name):
    assert credit.of_byline(byline) == name


@pytest.mark.parametrize(
    ("printed", "origin", "distributor"),
    [
        ("Jiji Press", "Jiji Press", None),
        ("Newsfile Corp.", "Newsfile Corp.", "Newsfile Corp."),
        ("EIN News / GLOBE NEWSWIRE", "GlobeNewswire", "EIN Presswire"),
        ("CNW", "CNW", "CNW"),
        ("Agencies", None, None),
        ("STT–", "STT", None),
        ("ats afp", "Keystone-SDA", None),
        ("ا ف ب", "Agence France-Presse", None),
        ("اف ب", "Agence France-Presse", None),
        ("/ Reuters /", "Reuters", None),
        ("With inputs from PTI", "Press Trust of India", None),
        ("PRNewswire/ -- Lake Inc", "Lake Inc", "PR Newswire"),
        ("AETOSWire/Business Wire", "AETOSWire", "Business Wire"),
    ],
)
def test_rivals_are_distinguished(printed, origin, distributor):
    understood = credit.understand(printed)
    assert (understood.origin_agency, understood.distributor) == (origin, distributor)


def test_a_source_that_is_an_address_is_nobodys_name():
    assert credit.understand(None, "https://wire.example/source/1") is None
    assert credit.understand("AP", "https://wire.example/source/1").origin_agency == "Associated Press"


@pytest.mark.parametrize(
    ("provider", "origin", "distributor"),
    [("reuters.com", "Reuters", None), ("TT", "TT", None), ("globenewswire.com", "GlobeNewswire", "GlobeNewswire")],
)
def test_who_delivers_it_is_known_by_name_code_or_host(provider, origin, distributor):
    assert credit.delivered_by(provider) == credit.Credit(None, origin, distributor)


def test_who_delivers_it_may_be_nobody_that_we_know():
    assert credit.delivered_by("wire.example.com") is credit.delivered_by(None) is None


def test_every_row_of_the_table_is_whole():
    names = [known.name for known, _ in agencies.organisations()]
    assert len(names) == len(set(names)) >= 200
    assert all(known.country and known.languages for known, _ in agencies.organisations())


@pytest.mark.parametrize(
    ("printed", "text", "name"),
    [
        ("Koper, 3. maja - ", "Novo pristanišče bo danes odprl minister, ki je dejal, da bodo ladje plule tudi pozimi.", "STA"),
        ("Koper, 3. maja (STO) - ", "Novo pristanišče bo danes odprl minister, ki je dejal, da bodo ladje plule.", None),
        ("Žilina, 3. marca - ", "Nový prístav otvoril minister a povedal, že lode budú plávať.", None),
    ],
)
def test_the_form_of_a_dateline_names_its_agency(printed, text, name):
    assert attribution.house_of_form(printed, text) == name


@pytest.mark.parametrize(
    ("sign", "agency"),
    [
        ("(UNB/FH 1940)", "UNB"),
        ("(BSS/SH/1940)", "BSS"),
        ("(Reuters, 2016)", "Reuters"),
        ("(dpa-infocom, dpa:221120-99-594302)", "dpa-infocom"),
        ("(Jane Roe, 26838)", None),
    ],
)
def test_an_agency_may_sign_with_a_number(sign, agency):
    assert signoff.cut_signature(f"The mill turned again. {sign}")[1] == agency


@pytest.mark.parametrize(
    ("printed", "origin", "distributor"),
    [
        ("Lia Conti (ANSA)", "ANSA", None),
        ("Корр. ТАСС Олег Норов", "TASS", None),
        ("GLOBE NEWSWIRE via COMTEX", "GlobeNewswire", "Comtex"),
        ("Jane ROE Smith", "Jane ROE Smith", None),
    ],
)
def test_an_agency_beside_a_writers_name_in_a_credit(printed, origin, distributor):
    assert credit.understand(printed) == (printed, origin, distributor)


@pytest.mark.parametrize(
    ("name", "agency"), [("ANTARA", "ANTARA"), ("Lia Conti (ANSA)", "ANSA"), ("Antara", None), ("Petra", None)]
)
def test_an_agency_that_is_called_as_persons_are_signs_in_capitals(name, agency):
    assert credit.of_byline(name) == agency
