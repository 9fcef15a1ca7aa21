"""Who wrote it: inside a dateline, behind it, in brackets and labelled lines. A wrong author is worse than none."""

import pytest

from newsbeam.pipeline.evaluate.releases import stories_of
from newsbeam.pipeline.text import dateline
from newsbeam.pipeline.text.written_by import at_dateline, in_bracket, labelled

ENGLISH = (
    "The old ferry crossed the lake of Ortsee again on Monday after nine days in which traders had waited on its banks.\n\n"
    "Its captain said that the engine had been mended by two sisters from the village of the traders."
)
HAN = "奥尔特湖的渡轮停航九天后于星期一恢复通航，商人们带着货物在岸边等候了很久，船长表示票价不会上涨。"


def read(page):
    return next(iter(stories_of(f" date 2020-10-05 \n\n{page}\n".encode(), "release.txt")))


@pytest.mark.parametrize(
    ("lead", "names"),
    [
        ("新华社上海3月4日电（记者王芳）", "王芳"),
        ("新华社上海3月4日电（记者王芳、李国强）", "王芳、李国强"),
        ("中新社上海3月4日电 (王芳 李强)", "王芳、李强"),
        ("【ソウル共同＝山田太郎】", "山田太郎"),
        ("(부산=연합뉴스) 김철수 기자 = ", "김철수 기자"),
        ("Ayşe YILMAZ/VAN, (DHA)- ", "Ayşe YILMAZ"),
        ("新华社上海3月4日电 ", None),
        ("【東京=時事】", None),
        ("【ソウル共同】", None),
        ("ANKARA/ISTANBUL, Oct 5 (Reuters) - ", None),
    ],
)
def test_a_dateline_names_its_reporter(lead, names):
    found = dateline.split(f"{lead}{HAN}")
    assert found is not None
    assert at_dateline(found, HAN) == (names, HAN)


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("AYŞE YILMAZ - Van Gölü yine açıldı.", "AYŞE YILMAZ", "Van Gölü yine açıldı."),
        ("VAN - Göl yine açıldı.", None, "VAN - Göl yine açıldı."),
        ("Ayşe Yılmaz - Göl yine açıldı.", None, "Ayşe Yılmaz - Göl yine açıldı."),
    ],
)
def test_anadolu_prints_the_writer_behind_its_dateline(text, name, rest):
    found = dateline.split(f"VAN (AA) - {text}")
    assert at_dateline(found, text) == (name, rest)
    other = dateline.split(f"PARIS (AFP) - {text}")
    assert at_dateline(other, text) == (None, text)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Pewarta: Ayu Lestari", "Ayu Lestari"),
        ("Pewarta : Ayu Lestari", "Ayu Lestari"),
        ("Tác giả: Hồ Cầu", "Hồ Cầu"),
        ("Autor: Anna Kowalska", "Anna Kowalska"),
        ("Haber-Kamera: Ayşe YILMAZ/VAN,(DHA)", "Ayşe YILMAZ"),
        ("Texto: Ana Ruiz / Fotos: Eva Gil", "Ana Ruiz"),
        ("מאת: יוסי לוי", "יוסי לוי"),
        ("Editor: Joko Susilo", None),
        ("Autor: Redaktion", None),
        ("Reporter: Our Correspondent", None),
        ("Text: lakes", None),
        ("Author of the law", None),
        ("Texto de la ley: doce páginas", None),
    ],
)
def test_a_label_says_who_wrote(line, names):
    assert labelled(line) == names


JAPANESE = "オルト湖の渡し船が5日、九日ぶりに運航を再開した。岸辺では商人らが荷物とともに船の到着を待っていたという。"


@pytest.mark.parametrize(
    ("end", "name"),
    [("（记者 王芳）", "王芳"), ("（山田太郎）", "山田太郎"), ("【山田太郎】", "山田太郎"), ("（敬称略）", None), ("（文中敬称略）", None),
     ("（関連記事）", None), ("（完）", None), ("（写真提供）", None), ("（上海公司）", None)],
)  # fmt: skip
def test_a_bracket_at_the_end(end, name):
    text = f"{JAPANESE}{end}"
    assert in_bracket(text) == ((len(JAPANESE), name) if name else None)
    assert in_bracket(f"{HAN}（山田太郎）") is None, "in Chinese it may be anything"


@pytest.mark.parametrize(
    ("above", "authors"),
    [
        ("Jane Roe\nAustralian Associated Press", ("Jane Roe",)),
        ("Jane Roe and Ann Lee\nThe Canadian Press", ("Jane Roe", "Ann Lee")),
        ("Jane Roe, AAP", ("Jane Roe",)),
        ("Jane Roe, Istanbul", ("Jane Roe",)),
        ("Jane Roe\nCorresponsal", ("Jane Roe",)),
        ("By Jane Roe | AAP", ("Jane Roe",)),
        ("BY JANE ROE IN HOBART", ("Jane Roe",)),
        ("Redacción / Jane Roe", ("Jane Roe",)),
        ("Istanbul, Ankara", None),
        ("Lakes | Istanbul", None),
    ],
)
def test_a_name_with_its_house_or_town_above_a_time(above, authors):
    story = read(f"Ferry of Ortsee sails again for its traders\n\n{above}\n5 October 2020 12:35\n\n{ENGLISH}")
    assert (story.authors or None, story.body_text) == (authors, ENGLISH)


@pytest.mark.parametrize(
    ("below", "authors"),
    [
        ("Pewarta: Ayu Lestari\nEditor: Joko Susilo", ("Ayu Lestari",)),
        ("Jane Roe (PAP)", ("Jane Roe",)),
        ("Jane Roe/Corresponsal", ("Jane Roe",)),
        ("Lake Ortsee (photo)", None),
    ],
)
def test_who_signs_below_a_text(below, authors):
    story = read(f"Ferry of Ortsee sails again for its traders\n\n5 October 2020 12:35\n\n{ENGLISH}\n\n{below}")
    assert (story.authors or None, story.body_text) == (authors, ENGLISH)


def test_a_label_before_a_korean_time_is_nobody():
    text = "오르트 호수의 나룻배가 아흐레 만에 5일 다시 운항을 시작해 상인들이 짐을 들고 배를 탔다."
    story = read(f"나룻배 다시 떴다…상인들 환호\n\n송고시간 2020-10-05 08:12\n\n김철수 기자\n\n{text}")
    assert story.authors == ("김철수",)
