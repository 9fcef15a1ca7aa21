"""A page's own last lines by their shape, in houses' and readers' words that no table of sites has; and a story's that look like them."""

import pytest

from newsbeam.pipeline.evaluate.releases import stories_of
from newsbeam.pipeline.text.page.lines import Line
from newsbeam.pipeline.text.page.proof import below_prose
from newsbeam.pipeline.text.page.share import networks
from newsbeam.pipeline.text.signoff import is_label_of_source

LEAD = "The old ferry crossed the lake of Ortsee again on Monday after nine days in which traders had waited on its banks with their crates."
MORE = "Its captain, Jane Roe, said that the engine had been mended by two sisters from the village, and that the fares would not rise this year."
STORY = f"{LEAD}\n\n{MORE}"


def read(text):
    return next(iter(stories_of(f" date 2020-10-05 {text}\n".encode(), "release.txt")))


@pytest.mark.parametrize(
    "end",
    [
        # A way back; a row of networks; a house, a source, a picture's owner; a heading of the page's.
        "« Zurück", "← Alle Nachrichten", "Find the lake on Facebook, Instagram, Telegram and WhatsApp", "Hafen TV Вести",
        "Fonte: Jornal do Lago", "Chanzo:- wizara ya ziwa, Ortsee.", "Quelle:\n\nPolizei Ortsee", "(Fotó: Kiss Jane/Facebook)", "[사진 = 호수신문]",
        "Read or Share this story:", "Keywords\n\nferries, lakes", "This is a developing story", "Proudly powered by Lakepress",
        "COUNCIL OF THE LAKE COUNTY\nOFFICE OF PRESS AND INFORMATION", "Fotos: 19th Lake Company - Ortsee",
        "Sign up for our newsletter and log in |", "湖畔電台", "《湖畔日报》", "Volver", "العدد 3299 - الأحد 18 سبتمبر 2011م", "Bildrechte: News5/Kai\nBildbeitrag\nDie Fähre aus der Luft", "ÖNEMLİ",
        "IL COMMENTO\nLe strade del lago\nTi ricordi il molo", "07/03/2023 * The pier and its friends By Jan…\n-Leer mas07/04/2022 The ship of…\n-Leer mas", "Лента новостей", "Show more", "Hiện chưa có bình luận nào", "La suite de cet article est réservée aux abonnés.",
        "Rückfragen bitte an:\nFerry Office Ortsee\nPress Desk\nTelefon: +49 (06323) 9550-12", "Sponsored: Learn to sail in a week", "Vlasnik autorskih prava © hafen-press d.o.o.", "(RK)",
        "This article is from the Local Democracy Reporting Service, and content is shared with all partners.", "Des détails à venir…", "Un message, un commentaire ?\n\nVotre message",
    ],
)  # fmt: skip
def test_a_page_s_last_lines_though_no_page_was_printed(end):
    story = read(f"{STORY}\n\n{end}")
    assert story.body_text == STORY
    kept = f"{story.page_text} {story.credit} {story.ed_note}"
    assert all(word in kept for word in end.split() if word.isalpha())


@pytest.mark.parametrize(
    "end",
    [
        "« Boats are like birds »", "Boats from Facebook island, and Ortsee", "Ortsee 3, Nordheim 1", "Those who may call for a boat:",
        "Witnesses can call the police of Ortsee on 06323 9550 until Friday.", "Its source: a spring in the hills, said Roe, of whom nobody had ever heard until the ferry of the lake broke down",
        "DO NOT CROSS THE BRIDGE TONIGHT", "NORDHEIM 3 OFFICE UNITED 1 AT HALF TIME", "RESULTS: NORDHEIM PRESS CLUB, ORTSEE MEDIA XI",
        "UNESCO WHO IMF", "Boats to hire: three (3)", "(with some of them)", "Anna Holm contributed to this report.", "The firm declined to comment.", "Jane Roe has 120 readers; her newsletter is read by 300.",
    ],
)  # fmt: skip
def test_a_story_s_own_stay(end):
    assert read(f"{STORY}\n\n{end}").body_text == f"{STORY}\n\n{end}"


def test_whom_to_ask_goes_with_the_address_below():
    asked = "Media enquiries:\nJane Roe, press office, jane@lake.example\nTel: +49 6323 955012\nFerry House\n12 Quay Road\nOrtsee"
    story = read(f"{STORY}\n\n{asked}")
    assert story.body_text == STORY
    assert all(line in story.page_text for line in asked.split("\n"))
    sentence = (
        "Those who saw the ferry can write to the press office at ferry@lake.example until the end of the month, said Jane Roe."
    )
    assert read(f"{STORY}\n\n{sentence}").body_text == f"{STORY}\n\n{sentence}"


def test_several_pleas_tell_a_page_and_one_does_not():
    one = "Our newsletter has the news of the harbour."
    assert one in read(f"{STORY}\n\n{one}").body_text
    story = read(f"{STORY}\n\n{one}\n\nSign up and become a member.")
    assert story.body_text == STORY


@pytest.mark.parametrize(
    "row",
    [
        "Most read articles\nYou are logged in already\nTo read this article you need a subscription or an e-paper.\nTo write comments you have to sign up.\nPlease mind our rules for guests.",
        "[80 % reste à lire]\nArticle réservé aux abonnés\nPas encore abonné ?\nTestez notre newsletter du lac pendant 15 jours\nRégions",
        "ENDS\n\nNotes to editors\n\nThe inspectorate of the ports is part of a department and has 200 staff.",
        "No hay comentarios.:\nPublicar un comentario", "• F%c3%a4hre+2020\n\n• F%c3%a4hre+2020",
    ],
)  # fmt: skip
def test_a_row_of_pleas_and_known_lines_goes_with_what_stands_in_it(row):
    story = read(f"{STORY}\n{row}")
    assert story.body_text.removesuffix("\n[80 % reste à lire]") == STORY
    assert all(word in f"{story.page_text} {story.body_text}" for line in row.split("\n") for word in line.split())


def test_a_row_in_which_the_story_goes_on_stays():
    row = "Most read articles\nTo write comments you have to sign up.\nJane Roe, the captain of the ferry, will mend the engine of the boat from Nordheim with the two sisters, too."
    assert row.rpartition("\n")[2] in read(f"{STORY}\n{row}").body_text


@pytest.mark.parametrize(("first", "second"), [("09 - October - 2020", "07 - October - 2020"), ("01:33", "02:47")])
def test_other_stories_each_below_its_time(first, second):
    others = f"Elsewhere\n{first}\nMills turn in spring winds\n{second}\nBakers strike over flour"
    story = read(f"{LEAD}\n{MORE}\n{others}")
    assert story.body_text == f"{LEAD}\n{MORE}"
    own = f"{first}\nThe ferry and its captain leave Ortsee\n{second}\nTraders greet the ferry at the banks"
    assert read(f"{LEAD}\n{MORE}\n{own}").body_text.endswith("Traders greet the ferry at the banks")


def test_times_below_a_text_take_none_of_its_lines():
    """The time of the first other story stands among the lines where a standfirst's time may stand."""
    others = "Elsewhere\n09/10/2020 10:30\nMills turn\nMillers ask for dams that hold through winters and summers alike, and...\n07/10/2020 11:05\nBakers strike"
    story = read(f"Ferry crosses lake again after nine days\n05/10/2020 10:30\n{LEAD}\n{others}")
    assert story.body_text == LEAD


def test_the_source_of_a_row_of_editors_and_times():
    row = "编辑: 王芳 | 时间: 2020-10-05 10:26:45 | 来源: 中新社 |"
    story = read(
        f"湖上渡轮周一恢复航行\n{row}\n湖上的旧渡轮在停航九天之后于周一再次穿越湖面,商人们曾在岸边等待。\n船长说,发动机已经由村里的两姐妹修好,今年票价不会上涨。"
    )
    assert story.origin_agency == "China News Service"


def test_names_of_networks_and_labels_of_sources():
    assert networks("The mailbox of the lake") == set()
    assert is_label_of_source("Quelle:")
    assert not is_label_of_source("Quelle: Polizei")


def test_what_a_page_prints_below_two_paragraphs_of_which_one_has_no_stop():
    dated = f"{LEAD} (GNA)\n\n{MORE} 15 June 09"
    titles = "Ferry to be painted red\nMinister opens a road\nPublic notice\nMobile applications\nBanana crop fails in the south"
    story = read(f"{dated}\n\nSource: GhanaWeb\n\nYou may like\n{titles}")
    assert story.body_text.endswith(" 15 June 09")
    assert all(line in story.page_text for line in ["You may like", *titles.split("\n")])


def test_a_sentence_s_end_below_a_broken_line_is_no_button():
    ended = [Line(LEAD, parted=False), Line(f"{MORE[:-1]} or the next, which the traders would have liked to see in", parted=True)]
    buttons = [Line("Advertisement", parted=True), Line("Related stories", parted=True), Line("Print", parted=True)]
    assert below_prose([*ended, *buttons]) == 2
    assert below_prose([*ended, Line("print.", parted=False), Line("More", parted=False)]) == 4
    assert below_prose([*ended, *buttons, Line("She waved.", parted=True)]) == 6, "a short sentence may be the story's"


def test_a_dispatch_goes_on_behind_each_title_of_another():
    last = "Bupati dan rombongan lalu meninjau pasar di tepi danau.(*)"
    lead = (
        "Pemerintah Kabupaten Danau membuka pasar baru di tepi danau, Kamis. Bupati dan rombongan tiba dengan kapal pada pagi hari."
    )
    more = "Dinas Perhubungan mengatur lalu lintas di pasar serta keamanan kapal selama rombongan bupati berada di tepi danau."
    story = read(
        f"Pasar Danau Dibuka\n\n{lead}\n\nBaca Juga: Kapal Danau Dicat Merah\n\n{more}\n\nBaca Juga: Jembatan Danau Ditutup\n\n{last}\n\nLoad More"
    )
    assert story.body_text == f"{lead}\n\n{more}\n\n{last.removesuffix('(*)')}"


def test_a_title_that_stands_twice_without_a_space():
    title = "Bus hits the pier of Ortsee: three hurt"
    story = read(f"Old ferry crosses again\n\n{LEAD}\n\n{title}{title}\n\n{MORE}")
    assert story.body_text == STORY
    assert title in story.page_text


def test_the_day_and_hour_above_who_wrote():
    story = read(f"Stari brod opet plovi jezerom\n\n{STORY}\n\n26.9.2025.\n\n21:50\n\nSara Jezerka")
    assert (story.body_text, story.authors) == (STORY, ("Sara Jezerka",))


def test_an_advertisement_between_sentences_takes_none_of_them():
    more = "Traders of the other bank have asked the county for a second boat since the winter, and the council will speak of it in May."
    plea = "Pulsa aquí para apoyarnos: tu donación fortalece nuestra plataforma digital desde la redacción."
    story = read(
        f"El barco vuelve al lago\n\n- Publicidad -\n\n{LEAD}\n\n- Publicidad -\n\n{more}\n\n{plea}\n\n¡Contamos contigo!\n\n- Publicidad -"
    )
    assert story.body_text == f"{LEAD}\n\n{more}"
    assert plea in story.page_text


def test_a_list_that_the_story_announces_stays():
    details = "The media are invited as follows:\nEvent 1: Speech of the captain\nTime: 09h00 to 11h00\nVenue: Ferry House, Ortsee"
    notice = "Members of the press must arrive at the pier before nine and show the captain a card with their name."
    story = read(
        f"Media Advisory\n18 February 2019\nCaptain Roe to speak of the ferry of Ortsee\n{LEAD}\n{MORE}\n{details}\n{notice}\nRSVP: roe@lake.example"
    )
    assert details in story.body_text
    assert notice in story.body_text


def test_a_menu_above_one_long_sentence_is_no_broken_text():
    cities = "Выберите свой город:\nОртзее\nНордхайм\nКай\nЗеебург\nХафен\nУльм\nРиф\nназад"
    text = "Паром снова пересёк озеро в понедельник после девяти дней, которые торговцы ждали на берегах со своими ящиками, сообщила капитан Анна Роева, и цены на билеты в этом году не поднимутся."
    story = read(f"{cities}\nПаром снова пересёк озеро у Ортзее\n{text}\nПОДЕЛИТЬСЯ")
    assert (story.headline, story.body_text) == ("Паром снова пересёк озеро у Ортзее", text)


def test_a_picture_printed_twice_among_sentences():
    picture = "The ferry of Ortsee on Monday at noon. Traders on its deck."
    shown = f"{picture}\n\n3 photos\n\n{picture} Photo: Jan Fala / Facebook"
    more = "The traders of Ortsee had waited with their crates for days, and on Monday they sang when the ferry crossed at last."
    story = read(f"Old ferry crosses again\n\n5 October 2020 12:35\n\n{LEAD}\n\n{shown}\n\n{more}")
    assert story.body_text == f"{LEAD}\n\n{more}"
    assert picture in story.page_text


def test_topics_in_a_row_above_the_headline():
    title = "Паром снова пересёк озеро у Ортзее"
    text = "Паром снова пересёк озеро в понедельник после девяти дней, которые торговцы ждали на берегах со своими ящиками."
    story = read(f"Ортзее озеро Анна Роева паром лодки торговцы цены Ортзее озеро\n\n{title}\n\n{text}\n\nDMCA")
    assert (story.headline, story.body_text) == (title, text)


def test_an_arabic_site_that_signs_before_its_text():
    text = "أفاد التقرير اليومي أن العبارة عبرت البحيرة من جديد يوم الاثنين بعد تسعة أيام انتظر فيها التجار على الضفاف."
    story = read(f"العبارة تعود إلى البحيرة\n\nالبحيرة الإخباري- {text}")
    assert (story.body_text, story.origin_agency) == (text, "البحيرة الإخباري")
