"""Archived pages of sites that nobody knows: what the page's shape alone says, in lines that stand in no table."""

import pytest

from newsbeam.pipeline.evaluate.releases import stories_of
from newsbeam.pipeline.text.page.closing import is_business
from newsbeam.pipeline.text.page.stamps import is_stamp

LEAD = "The old ferry crossed the lake of Ortsee again on Monday after nine days in which traders had waited on its banks with their crates."
MORE = "Its captain, Jane Roe, said that the engine had been mended by two sisters from the village, and that the fares would not rise this year."
LAST = "The traders' union welcomed the crossing and asked the district for a second ferry before the harvest begins."
STORY = f"{LEAD}\n\n{MORE}\n\n{LAST}"
SUSPECT = "Ferry crosses lake again after nine days"


def read(text):
    return next(iter(stories_of(f" date 2020-10-05 {text}\n".encode(), "release.txt")))


@pytest.mark.parametrize(
    ("above", "headline", "authors"),
    [
        # A promotion on top, the house's name beside the time, names and a desk below it.
        (
            f"Quidnunc without frills. Join Quidnunc+\n\n{SUSPECT}\n\nQuidnunc.example - 05/10/2020, 21:33 WIB\nAnna Kowalska\n\nDesk Redaksi",
            SUSPECT, ("Anna Kowalska",),
        ),
        # A label before a day is no person, whatever the language and the spelling.
        (f"{SUSPECT}\nVeroeffentlichtt 05.10.2020 18:35", SUSPECT, None),
        (f"{SUSPECT}\nПублековано 05.10.2020 18:35", SUSPECT, None),
        # Two writers, and a label whose time the archive lost.
        (f"LAKES:\n\n{SUSPECT}\n\nAnna Kowalska og Per Holm\nOffentliggjort", SUSPECT, ("Anna Kowalska", "Per Holm")),
        (f"Lakes\n\n{SUSPECT}\n\nAnna Kowalska|Published", SUSPECT, ("Anna Kowalska",)),
        # A caption below the time, which has more of the text's words than the headline.
        (f"{SUSPECT}\n\n2020-10-05 18:35 Lakes\n\nTraders had waited on the banks of the lake with crates for the ferry", SUSPECT, None),
        # A masthead with its own day above the headline, a menu in columns.
        (f"Lake Post\n4 October 2020, Sunday, 10:20\nNEWS\nHarvest   Villages   Lakes   Ferries\n5 October 2020, 22:03\n{SUSPECT}", SUSPECT, None),
        # The page speaks of itself before it begins.
        (f"We use cookies to remember that you have subscribed.\nMore on that here\n\n{SUSPECT}\n\n5 October 2020 12:35", SUSPECT, None),
    ],
)  # fmt: skip
def test_headline_and_byline_by_where_they_stand(above, headline, authors):
    story = read(f"{above}\n\n{STORY}")
    assert (story.headline, story.authors or None) == (headline, authors)
    assert story.body_text == STORY


@pytest.mark.parametrize(
    "standfirst",
    ["Nine days without a ferry are over for the traders of the lake.", "Jane Roe says that no fare on the ferry will rise."],
)
def test_a_standfirst_above_the_time_is_not_the_text(standfirst):
    story = read(f"{SUSPECT}\n\n{standfirst}\n\nAnna Kowalska\n5 October 2020 | 12:35\n\n{STORY}")
    assert (story.summary, story.body_text, story.authors) == (standfirst, STORY, ("Anna Kowalska",))


@pytest.mark.parametrize(
    "tail",
    [
        "ALLES GESEHEN ( 0 )\n\nWas Leute heute suchen",
        "Zuletzt",
        "Mehr zur See\n    Bilder vom See\n    Bilder vom Ufer\n\n\n    Und noch\n\n    Bridge of the valley to be closed until the spring",
        "Pontoon of the upper lake sinks in a storm\n5 hours ago\n\nMayor of the upper village wants no bridge\n6 hours ago",
        (
            "jroe 05 October 2020 19:40\n\nNobody asked those of us who live on the other bank whether we want so much noise at night.\n\n"
            "pholm 05 October 2020 20:10\n\nThen move away."
        ),
        "ferry, lake, traders, fares, harvest",
        "Would you like more like this? Subscribe to our newsletter and have it in your inbox each morning.",
        "Schrijf je in\n\nMet onze nieuwsbrief mis je niets, en abonneren kost geen cent.",
        "• Ferries\n• Villages\n• Harvest\n\n© 2020 Lake Post",
        (
            "Pontoon sinks in a storm\n\nA pontoon for bathers went down near Uferdorf at night; nobody was hurt.\n\nNo bridge, says mayor\n\n"
            "A vote on it was put off.\n\nBakers meet\n\nPrizes for rye loaves went to Nordheim."
        ),
    ],
)
def test_what_follows_the_last_paragraph_goes_by_its_shape(tail):
    story = read(f"{SUSPECT}\n5 October 2020 | 12:35\n\n{STORY}\n\n{tail}")
    assert story.body_text == STORY
    for line in tail.split("\n"):
        assert " ".join(line.split()) in story.page_text


@pytest.mark.parametrize(
    "story",
    [
        # A subheading, a quotation, a short sentence, a list that the text announces.
        f"{LEAD}\n\nNew engine\n\n{MORE}\n\n“It runs.”\n\n{LAST}",
        f"{LEAD}\n\n{MORE}\n\nThe ferry will call at:\n\n• Uferdorf, with its two landings;\n\n• Nordheim and the upper bank;\n\n• Ortsee.",
        # Another page's business is this story's: comments and newsletters that it has told of before.
        f"{LEAD}\n\n{MORE}\n\nThe union's newsletter had called for comments on the fares.\n\nNo newsletter has had so many comments, {LAST[4:]}",
        # Lines broken at some width.
        ("The old ferry crossed the lake of Ortsee again on Monday after\nnine days in which traders had waited on its banks.\n"
        "Its captain said that the engine had\nbeen mended by two sisters from the village, on\nApril 24, 2020.\nThe fares would not rise."),
        # Paragraphs that end in no stop say nothing of those that do not.
        "\n\n".join(f"{part.rstrip('.')}" for part in (LEAD, MORE, LAST, MORE.replace("Jane", "Ann"))),
    ],
)  # fmt: skip
def test_nothing_of_a_story_goes(story):
    assert read(f"{SUSPECT}\n\n{story}").body_text == story


TAIL = "Comments\n\nVideos\n\nMore Videos\n\nWatch how a lifeguard saves three swimmers"


@pytest.mark.parametrize(
    "story",
    [
        # A live report: rules and times part it.
        f"The Latest on the ferry of Ortsee (all times local):\n\n___\n\n9:45 p.m.\n\n{MORE}\n\n___\n\n5 p.m.\n\nA union says that it waits.",
        # Buttons and promises stand within a story; what goes on with it stays.
        f'{LEAD}\n\n{MORE}\n\nNever miss a local story.\n\nQUIDNUNC NOW\n\nTraders say of the captain: "The fares are what we feared."',
        # A list behind its heading.
        f"{LEAD}\n\n{MORE}\n\nCrew:\nJane Roe (captain), Per Holm (mate), Li Na, Abel Haddad",
        # Tables of results and of days, and who wrote what is quoted.
        f"{LEAD}\n\n{MORE}\n\nNordheim 18 22 13 17 - 70\nUferdorf 11 15 20 9 - 55\n\nSaturday's rowers\nJune 10 - Ortsee, upper bank\nJune 14 - Uferdorf",
        f"{LEAD}\n\n{MORE}\n\nWe crossed the lake on the ferry again, and Jane Roe waved at us from its bridge.\n\n— Jane Roe (@roe) October 4, 2020\n\nThe captain said that the ferry had been full.",
        # Who spoke, behind what was said.
        f'{LEAD}\n\n"{MORE} We are glad of it."\n\nSpokesperson of the union',
    ],
)
def test_what_goes_on_with_a_story_stays_whatever_stands_between(story):
    body = read(f"{SUSPECT}\n\nANKARA, Oct 5 (Reuters) - {story}\n\n{TAIL}").body_text
    assert [line for line in story.split("\n") if line and line not in body and line != "QUIDNUNC NOW"] == []
    assert "lifeguard" not in body


@pytest.mark.parametrize(
    "sign",
    [
        " (AH/Quidnunc)",
        " jd/pr",
        " JD/PRO/HA",
        " -0-",
        " (end) jd.pr",
        " /QND",
        " (Hina) jd pra",
        "/jd/pr/",
        " --(QND)",
        " ==== j.d",
        " END",
    ],
)
@pytest.mark.parametrize("below", ["", f"\n\n{TAIL}"])
def test_a_last_paragraph_with_a_sign_behind_its_stop_stays(sign, below):
    body = read(f"{SUSPECT}\n\n5 October 2020 12:35\n\n{LEAD}\n\n{MORE}\n\nThe fares stay.{sign}{below}").body_text
    assert "The fares stay." in body
    assert "lifeguard" not in body


@pytest.mark.parametrize(
    ("headline", "lead", "last", "sign"),
    [
        ("奥尔特湖渡轮恢复通航", "奥尔特湖的渡轮停航九天后于星期一恢复通航，商人们带着货物在岸边等候了很久，船长表示票价不会上涨。", "渡轮票价今年不变。", "（完）"),
        ("オルト湖の渡し船が再開", "オルト湖の渡し船が5日、九日ぶりに運航を再開した。岸辺では商人らが荷物とともに船の到着を待っていたという。", "渡し船の運賃は変わらない。", "（了）"),
    ],
)  # fmt: skip
def test_a_short_last_paragraph_of_a_script_of_large_characters_stays(headline, lead, last, sign):
    for below in ("", "\n\n【责任编辑:张三】"):
        assert read(f"{headline}\n\n2020-10-05 12:35\n\n{lead}\n\n{last}{sign}{below}").body_text == f"{lead}\n\n{last}"


@pytest.mark.parametrize(
    "last", ["“The traders of the ferry were afraid of the harvest”", "«Its captain and the traders will not wait»"]
)
def test_a_quotation_that_ends_in_no_stop_is_the_storys(last):
    body = read(f"{SUSPECT}\n\n5 October 2020 12:35\n\n{STORY}\n\n{last}\n\n{TAIL}").body_text
    assert body == f"{STORY}\n\n{last}"


@pytest.mark.parametrize(
    "title", ["Pontoon of St. Ives sinks", "Bakers meet", "“Pontoons sink,” says mayor", "Pontoon sinks. Video"]
)
def test_a_title_behind_a_story_is_the_pages_still(title):
    body = read(f"{SUSPECT}\n\n5 October 2020 12:35\n\n{STORY}\n\n{title}\n\n{TAIL}").body_text
    assert body == STORY


@pytest.mark.parametrize("dashes", ["--", "—", "- -"])
def test_a_line_of_dashes_below_a_text_is_nobody(dashes):
    assert read(f"{SUSPECT}\n\n5 October 2020 12:35\n\n{STORY}\n\n{dashes}\n(Télam)").authors in (None, [], ())


SCRIPTS = {
    "ar": ("عادت عبارة بحيرة أورت إلى العمل يوم الاثنين بعد تسعة أيام انتظر فيها التجار على ضفافها.", "غرق جسر عائم", "محمد الأمين"),
    "hi": ("झील की नाव नौ दिन बाद सोमवार को फिर चली, व्यापारी किनारे पर अपने सामान के साथ प्रतीक्षा कर रहे थे।", "घाट पर मेला", "अमित कुमार"),
    "he": ("המעבורת של אגם אורט חזרה לפעול ביום שני אחרי תשעה ימים שבהם המתינו הסוחרים על הגדה.", "גשר טבע", "יוסי לוי"),
    "am": ("የኦርት ሐይቅ ጀልባ ከዘጠኝ ቀናት በኋላ ሰኞ ዕለት ወደ ሥራ ተመለሰች፤ ነጋዴዎች በሐይቁ ዳርቻ ከነዕቃቸው ሲጠብቁ ነበር።", "ድልድይ ሰጠመ", "አበበ ከበደ"),
    "th": ("เรือข้ามฟากทะเลสาบออร์ตกลับมาให้บริการอีกครั้งในวันจันทร์หลังจากหยุดไปเก้าวันซึ่งพ่อค้ารออยู่ริมฝั่งพร้อมสินค้าของตน", "สะพานลอยจม", None),
    "zh": ("奥尔特湖的渡轮停航九天后于星期一恢复通航，商人们带着货物在岸边等候了很久，船长表示票价不会上涨。", "浮桥突然沉没", None),
}  # fmt: skip


@pytest.mark.parametrize("language", SCRIPTS)
@pytest.mark.parametrize("time", ["", "2020-10-05 12:35\n\n"])
def test_a_headline_of_a_few_words_that_looks_like_a_name(language, time):
    lead, headline, name = SCRIPTS[language]
    story = read(f"\n\n{headline}\n\n{time}{lead}")
    assert (story.headline, story.authors or None, story.body_text) == (headline, None, lead)
    if name and time:
        story = read(f"\n\n{headline}\n\n{name}\n{time}{lead}")
        assert (story.headline, story.authors, story.body_text) == (headline, (name,), lead)


@pytest.mark.parametrize(
    ("above", "headline", "authors"),
    [
        ("Ferry Sails Again", "Ferry Sails Again", None),  # a word of the text
        ("Pontoon Sinks Slowly\n\nAnna Kowalska", "Pontoon Sinks Slowly", ("Anna Kowalska",)),
        ("Lakes\n\nAnna Kowalska", None, ("Anna Kowalska",)),
        ("Mary Anna Kowalska", None, ("Mary Anna Kowalska",)),
        ("Staff Reporter", None, None),
    ],
)
def test_a_name_alone_is_no_headline(above, headline, authors):
    story = read(f"\n\n{above}\n\n5 October 2020 12:35\n\n{STORY}")
    assert (story.headline, story.authors or None, story.body_text) == (headline, authors, STORY)


def test_an_agency_that_signs_below_the_text_is_read_though_a_list_follows():
    story = read(f"{SUSPECT}\n\n{STORY}\n\n(Xinhua)\n\nPontoon sinks in a storm\nNo bridge, says mayor\nBakers meet")
    assert (story.body_text, story.origin_agency) == (STORY, "Xinhua")


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("Kompas.com - 09/04/2018, 21:33 WIB", True),
        ("2012年01月17日10:32来源某网我要评论(0)", True),
        ("Erschienen am 30.04.2024", True),
        ("25 ноября в 16:27 Здоровье", True),
        ("Gepubliceerd", True),
        ("Jane Roe 09/04/2018", False),
        ("holders of record between April 24, 1987 and April 23, 1988.", False),
        ("Rovers 2 Wanderers 1", False),
    ],
)
def test_a_time_by_its_shape(line, is_one):
    assert is_stamp(line) is is_one


def test_a_page_s_business_is_told_by_words_that_the_story_lacks():
    line = "Please moderate yourselves: comments are closed at midnight."
    assert is_business("Subscribe to our newsletter.", [LEAD])
    assert not is_business(
        "Subscribe to our newsletter.", [LEAD, "Many subscribe to the union's newsletter, our reader said of our newsletter."]
    )
    assert not is_business(line.replace("comments", "ferries"), [LEAD])


def test_a_page_s_teasers_are_not_its_text_where_far_more_follows():
    teasers = "Bakers of the valley have met.\n\nNo bridge, says mayor\n\nA vote was put off until the spring.\n\n" + "\n".join(
        f"Village {n}" for n in range(20)
    )
    more = "\n\n".join(f"{MORE[:-1]}, nor in {year}." for year in (2021, 2022, 2023, 2024))
    story = read(f"Lake Post\n\n{teasers}\n\n{SUSPECT}\n\n{STORY}\n\n{more}")
    assert story.body_text.startswith(LEAD)
    assert story.headline == SUSPECT


def test_what_a_page_prints_between_a_standfirst_and_the_text_goes():
    above = f"{SUSPECT}\n\nNine days without a ferry are over for the traders of the lake.\n\nLAKE TEAM\nBy: LAKE TEAM\n\n{STORY}"
    assert "TEAM" not in read(above).body_text
    assert "LAKE TEAM" in read(above).page_text
    assert read(f"{SUSPECT}\n\n{STORY}\n\nΔΙΑΒΑΣΤΕ ΑΚΟΜΗ\n\n{MORE.replace('Jane', 'Ann')}").body_text.count("ΔΙΑΒΑΣΤΕ") == 0


def test_whose_life_stands_below_the_text_wrote_it():
    life = "Anna Kowalska has covered the lakes and their villages for eleven years."
    story = read(f"{SUSPECT}\n\nBy Anna Kowalska\n\n{STORY}\n\n{life}")
    assert (story.body_text, story.authors) == (STORY, ("Anna Kowalska",))
    assert life in story.page_text


OWN_ENDS = [
    # Results, an address and its hours, things to bring, a recipe's last steps, questions, who was thanked.
    "Rowing, women\n\nOrtsee d. Uferdorf\n\nNordheim (3-1): Roe 1 win. Holm 2 wins.",
    "The harbour office\n\nUpper Bank 15, Ortsee\n\n9.30 A.M. / 7.00 P.M.",
    "2) Lamp of the mate\n\nhttps://ortsee.example/lamp\n\n3) Whistle of the captain\n\nhttps://ortsee.example/whistle",
    "Boil the rope for ten minutes (an hour, where it is tarred)\n\nLet it dry\n\nThank you, sisters!",
    "Q: Favourite landing\n\nA: Nordheim – its bakery is the reason to land\n\nThanks, Jane!",
    "Tested by: Per Holm Fare: 3.99 More on it: www.ortsee.example",
]


@pytest.mark.parametrize("end", OWN_ENDS)
def test_short_lines_that_end_a_story_are_the_page_s_only_where_there_is_a_page(end):
    story = read(f"{SUSPECT}\n\n{STORY}\n\n{end}")
    assert story.body_text == f"{STORY}\n\n{end}"
    assert (story.page_text or "") == ""


def test_of_a_text_without_a_page_what_is_known_goes():
    story = read(f"{SUSPECT}\n\n{STORY}\n\n{OWN_ENDS[0]}\n\nCopyright 2020 Lake Post. All rights reserved.")
    assert story.body_text == f"{STORY}\n\n{OWN_ENDS[0]}"
    assert story.page_text == "Copyright 2020 Lake Post. All rights reserved."


@pytest.mark.parametrize(
    "end",
    ["Opinion\n\nEditorial\n\nA new mill\n7 Oct, 2020\n\nA new mill\n\nTHE town has built...", "Editor: Ana Wijaya"],
)
def test_a_menu_of_sections_ends_any_text_and_so_does_its_desk(end):
    story = read(f"{SUSPECT}\n\n{STORY}\n\n{OWN_ENDS[0]}\n\n{end}")
    assert story.body_text == f"{STORY}\n\n{OWN_ENDS[0]}"


def test_short_lines_above_a_text_without_a_page_are_its_own():
    story = read(f"{SUSPECT}\n\nORTSEE, LAKELAND\n\n{STORY}")
    assert (story.headline, story.body_text) == (SUSPECT, f"ORTSEE, LAKELAND\n\n{STORY}")


def test_a_sentence_that_begins_as_a_known_line_is_the_story_s():
    said = (
        "Posted on a board by the traders of the lower bank, the fares of the ferry were not those that the captain had promised."
    )
    assert read(f"{SUSPECT}\n\n{STORY}\n\n{said}").body_text == f"{STORY}\n\n{said}"
    stamp = "Posted by on Oct 5 2020. Filed under Lakes, Ferries. You can follow any responses to this entry."
    assert read(f"{SUSPECT}\n\n{STORY}\n\n{stamp}").body_text == STORY


def test_links_of_a_story_s_list_stay():
    sources = "https://ortsee.example/fares\n\nhttps://ortsee.example/engine"
    assert read(f"{SUSPECT}\n\n{LEAD}\n\n{sources}\n\n{MORE}\n\n{LAST}").body_text == f"{LEAD}\n\n{sources}\n\n{MORE}\n\n{LAST}"


def test_a_quotation_behind_who_is_introduced_goes_on_with_the_story():
    end = "The union's answer\n\nThe union of the traders at the landings of Ortsee, asked for the ferry, only said:\n\n“Ask the captain of the ferry, not the traders of the landings”."
    story = read(f"{SUSPECT}\n5 October 2020 | 12:35\n\n{STORY}\n\n{end}\n\nRelated Topics\n\nVillages")
    assert story.body_text == f"{STORY}\n\n{end}"


PAGE = f"{SUSPECT}\n5 October 2020 | 12:35"
"""The top of a page, so that what stands below the text may be the page's."""


@pytest.mark.parametrize(
    "end",
    [
        # Songs in order, days in order, a list's entries that name a time.
        "On board they sang:\n\n01 - The Lake at Night - Anna Kowalska\n\n02 - Sisters - Per Holm\n\n03 - Crates - Li Na",
        "2019年3月15日 渡船因机器故障停航\n\n2019年8月20日 两姐妹开始修理机器\n\n2020年10月5日 渡船重新开航",
        "The ferry is free for:\n\n• Children age six months to 23 months;\n\n• Traders of the lower bank;\n\n• Sisters of the captain.",
        # A paragraph that breaks off, below a heading.
        f"In the engine room\n\n{MORE[:-1]}, which nobody on the banks of the lake had believed when the ferry stopped, nor the captain herself, nor those of the traders who had learned of engines in the mills of Nordheim...",
    ],
)
def test_lists_and_paragraphs_that_break_off_end_a_story_on_a_page_too(end):
    story = read(f"{PAGE}\n\n{STORY}\n\n{end}\n\nRelated Topics\n\nVillages\n\nHarvest")
    assert story.body_text == f"{STORY}\n\n{end}"


def test_a_sentence_that_needs_a_word_of_the_page_s_business_stays():
    end = (
        "The district had registered nobody who was hurt in those nine days, and asked the villages to have their boats registered before "
        "winter, as the law of nineteen hundred and twelve has it for all whose boats are longer than four steps of a grown man."
    )
    assert read(f"{PAGE}\n\n{STORY}\n\n{end}\n\nRelated Topics\n\nVillages").body_text == f"{STORY}\n\n{end}"
    last = "县长说，截至十七日上午，湖上渡船全线陆续恢复正常，各村商贩可照常过湖。(完)"
    assert read(f"{PAGE}\n\n{STORY}\n\n{last}").body_text.endswith(last.removesuffix("(完)"))


@pytest.mark.parametrize(
    ("block", "goes_on"),
    [
        ("Keep Reading\nWhy bakers rise before dawn\nMayor wants no bridge", "The district of Ortsee said that a second engine would be bought."),
        ("LEE TAMBIÉN\nLos panaderos se reúnen", "The captain has asked for more crates to be left on the banks."),
        ("Baca juga", "Traders still wait for a second ferry, and its captain has met the sisters in the village of the lake."),
    ],
)  # fmt: skip
def test_a_story_goes_on_behind_titles_of_others(block, goes_on):
    story = read(f"{PAGE}\n\n{STORY}\n{block}\n{goes_on}\n\nRelated Topics\n\nVillages")
    assert story.body_text == f"{STORY}\n{goes_on}"
    assert all(line in story.page_text for line in block.split("\n"))


@pytest.mark.parametrize(
    "menu",
    ["Gündem Ekonomi Dünya Spor Magazin Kadın Sağlık Gastro Keşfet", "The Lake Post - Breaking News, Lakeland News, Village News"],
)
def test_no_menu_and_no_site_is_the_headline(menu):
    assert read(f"{menu}\n\n{STORY}").headline is None
    assert read(f"{menu}\n\n{SUSPECT}\n\nBy Anna Kowalska | 5 hours ago\n\n{STORY}").headline == SUSPECT


def test_the_first_line_s_kicker_printed_again_ends_no_text():
    assert read(f"Ferry on Ortsee: {LEAD}\n\n{MORE}\n\nFerry on Ortsee:").body_text.endswith(MORE)


def test_a_line_within_a_story_that_begins_as_its_headline_stays():
    story = f"{LEAD}\n\nFerry crosses lake\n\n{MORE}\n\nFerry crosses...\n\n{LAST}"
    text = read(f"{SUSPECT}\n\nBy Anna Kowalska | 5 hours ago\n\n{story}").body_text
    assert text == story.replace("\n\nFerry crosses...", "")


@pytest.mark.parametrize(
    ("above", "headline"),
    [
        # A title that ends in an abbreviation, one in quotation marks that look like a path's, a second line below the headline.
        ("Ferry Crosses Lake Again as Traders Look for Crates From the U.S.\n\nBy Anna Kowalska\n5 October 2020", None),
        ("Lacs\n\nLe capitaine «assume» et «revendique» la traversée\n\n5 octobre 2020", "Le capitaine «assume» et «revendique» la traversée"),
        (f"{SUSPECT}\nTraders had waited on its banks with their crates\nBy Anna Kowalska | 05/10/2020 20:36", SUSPECT),
        # The person above a title that begins with her name, a menu whose words have run together, when the page was last changed.
        (f"Jane Roe\n\nJane Roe: 'My old ferry crosses the lake of Ortsee again'\n\nJane Roe\n\n{LEAD[:40]}", "Jane Roe: 'My old ferry crosses the lake of Ortsee again'"),
        (f"NewsVillagesHarvestFerriesTraders\n\n{SUSPECT}\n\n5 October 2020", SUSPECT),
        (f"Dernière mise à jour : il y a 38 secondes\n\n{SUSPECT}\n\n5 October 2020", SUSPECT),
    ],
)  # fmt: skip
def test_headline_among_lines_that_look_like_it(above, headline):
    story = read(f"{above}\n\n{STORY}")
    assert story.headline == (headline or above.split("\n")[0])


def test_a_long_line_above_whose_picture_it_is_begins_no_text():
    caption = (
        "The old ferry of Ortsee, which crossed the lake again after nine days in which the traders had waited on its banks with crates full of "
        "rye, plums and onions, on Monday, October 5"
    )
    story = read(f"{PAGE}\n\n{caption}\n\nAnna Kowalska / Lake Images\n\n{STORY}")
    assert story.body_text == STORY


def test_who_signs_goes_before_a_handle_and_nobody_is_lost():
    story = read(f"@lakepost\n\n{SUSPECT}\n\n{STORY.replace(MORE, 'By Anna Kowalska' + chr(10) * 2 + MORE, 1)}")
    assert story.authors == ("Anna Kowalska",)
    assert "@lakepost" in (story.page_text or "")


@pytest.mark.parametrize(
    "block",
    [
        "READ ALSO: Mayor of Ortsee resigns",
        "Baca juga:\n\nWali Kota Lama Pergi",
        "Lire aussi :\n\nUn maire s'en va",
        "VÍDEOS: veja tudo sobre a balsa",
    ],
)
def test_one_sentence_behind_a_title_of_another_story_is_the_story_s(block):
    """Whatever ends the page below it. Behind a heading it must have two words of the story."""
    last = "The traders of Ortsee had waited nine days for the ferry."
    story = read(f"{PAGE}\n\n{STORY}\n\n{block}\n\n{last}\n\nRelated Topics\n\nFerries")
    assert story.body_text == f"{STORY}\n\n{last}"


def test_a_dateline_in_wide_brackets_begins_the_text_below_a_standfirst():
    standfirst = "湖边的新码头周一重新开放，游客可以再次乘船前往对岸的老灯塔参观。\n\n港务局表示，这项工程历时九个月，码头的木板全部更换一新。"
    body = "港务局局长周一表示，新码头已经重新开放，欢迎各地游客前来参观，船票价格保持不变。\n\n他说，第一班船将在上午九时出发，每小时一班，直到傍晚六时为止。"
    story = read(f"首页\n\n新码头重新开放\n\n{standfirst}\n\n（吉隆坡4日讯）{body}")
    assert (story.dateline_place, story.summary, story.body_text) == ("吉隆坡", standfirst, body)
