"""Bytes under labels that Python does not know, under a server's default label, and under none."""

from datetime import UTC, datetime

import pytest

from newsbeam.connectors.formats.decode import codec, decode
from newsbeam.connectors.formats.feed_pieces import pieces_of
from newsbeam.connectors.formats.rss_atom import parse
from newsbeam.schemas.codes import Flag
from newsbeam.schemas.document import Document

LETTERS = {
    "russian": "Паром снова ходит по озеру, сообщили в порту утром",
    "ukrainian": "Пором знову ходить озером, повідомили в порту вранці",
    "greek": "Το πλοίο ταξιδεύει πάλι στη λίμνη, είπε ο λιμενάρχης",
    "hebrew": "המעבורת שוב מפליגה באגם, אמר מנהל הנמל הבוקר",
    "arabic": "عادت العبارة إلى البحيرة صباح اليوم كما قال مدير الميناء",
    "thai": "เรือข้ามฟากกลับมาแล่นในทะเลสาบแล้ว ผู้จัดการท่าเรือกล่าว",
    "chinese": "渡轮今天上午又开了，港口的负责人说，修理用了九天时间",
    "taiwanese": "渡輪今天上午又開了，港口的負責人說，修理用了九天時間",
    "korean": "나룻배가 오늘 아침 다시 다닌다고 항구 관리인이 말했다",
}
BYTES = [
    ("russian", "cp1251"),
    ("russian", "koi8-r"),
    ("russian", "cp866"),
    ("russian", "iso8859-5"),
    ("ukrainian", "cp1251"),
    ("ukrainian", "koi8-u"),
    ("greek", "cp1253"),
    ("hebrew", "cp1255"),
    ("arabic", "cp1256"),
    ("thai", "cp874"),
    ("chinese", "gb18030"),
    ("taiwanese", "big5"),
    ("korean", "cp949"),
]


def read(payload, charset=None):
    return decode(
        Document(feed_id="lake", uri="u", fetched_at=datetime(2026, 11, 30, tzinfo=UTC), payload=payload, charset=charset)
    )


@pytest.mark.parametrize(("language", "name"), BYTES)
def test_letters_tell_the_charset_where_nothing_truthful_does(language, name):
    text = f"<rss><title>{LETTERS[language]}</title></rss>"
    for label in (None, "utf-8", "iso-8859-1") if name != "big5" else (None, "utf-8"):  # half of its bytes are Latin letters
        found = read(text.encode(name), label)
        assert (found.text, found.flags) == (text, (Flag.ENCODING_REPAIRED.value,))


@pytest.mark.parametrize("name", ["cp1251", "koi8-r"])
def test_capitals_alone_are_read_too(name):
    text = f"<title>{LETTERS['russian'].upper()}</title>"
    assert read(text.encode(name)).text == text


def test_latin_letters_are_no_guess():
    for text, name in (("L’été à Évreux fut très agité", "cp1252"), ("«Ã‰É ÀÈÌÒÙ»", "cp1252")):
        assert read(text.encode(name)).text == text


def test_a_servers_default_gives_way_to_what_the_document_says():
    text = f'<?xml version="1.0" encoding="windows-1251"?><rss><title>{LETTERS["russian"]}</title></rss>'
    found = read(text.encode("cp1251"), "ISO-8859-1")
    assert (found.text, found.charset) == (text, "cp1251")


def test_a_short_text_is_utf8_where_one_of_two_labels_says_so():
    text = '<?xml version="1.0" encoding="UTF-8"?><rss><title>渡輪今天</title></rss>'
    assert read(text.encode(), "gbk").text == text
    chinese = '<?xml version="1.0" encoding="gbk"?><rss><title>渡轮今天开了</title></rss>'
    assert read(chinese.encode("gbk"), "gbk").text == chinese


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("x-sjis", "cp932"),
        ("Windows-31J", "cp932"),
        ("x-gbk", "gb18030"),
        ("GB_2312-80", "gb18030"),
        ("x-x-big5", "big5hkscs"),
        ("win-1251", "cp1251"),
        ("cp-1251", "cp1251"),
        ("x-cp1250", "cp1250"),
        ("dos-874", "cp874"),
        ("windows-949", "cp949"),
        ("iso88592", "iso8859-2"),
        ("ISO-8859-8-I", "iso8859-8"),
        ("iso 8859-1", "cp1252"),
        ("unicode-1-1-utf-8", "utf-8"),
        ("koi8-ru", "koi8-u"),
        ("nonsense", None),
        ("cp9999", None),
        ("utf-7", None),
    ],
)
def test_labels_mean_what_browsers_take_them_for(label, name):
    assert codec(label) == name


TWICE = {
    "french": "À l’île d’Yeu, « le bac repart », à 8 h – l’été déjà",
    "german": "„Fähre fährt wieder“ – größte Mühe am Ölhafen, sagt Äneas Überall",
    "portuguese": "Águas sobem no Paraná: “não há perigo”, diz o prefeito à rádio",
    "czech": "Přívoz na jezeře zase jezdí, řekl správce přístavu Ďuriš v Čáslavi",
    **{name: LETTERS[name] for name in ("russian", "greek", "hebrew", "arabic", "thai", "chinese", "korean")},
}
"""Curly quotes end in a byte that windows-1252 has no character for; a French `à` has a no-break space as its second half."""


def stored_twice(text, *, browsers):
    once = text.encode()
    return "".join((bytes([n]).decode("cp1252", "ignore") or chr(n)) if browsers else chr(n) for n in once)


@pytest.mark.parametrize("browsers", [True, False], ids=["windows-1252", "latin-1"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["bare", "marked"])
@pytest.mark.parametrize("language", TWICE)
def test_a_document_that_was_stored_twice_is_put_right_as_a_whole(language, mark, browsers):
    text = f'<?xml version="1.0" encoding="utf-8"?><rss><title>{TWICE[language]}</title></rss>'
    found = read((mark + stored_twice(text, browsers=browsers)).encode())
    assert (found.text, found.flags) == (text, (Flag.MOJIBAKE_RECOVERED.value,))


def test_a_document_with_one_text_that_was_stored_twice_stays():
    text = f"<rss><title>{stored_twice(TWICE['french'], browsers=True)}</title><title>Ce n’est pas tout : l’été</title></rss>"
    assert read(text.encode()) == (text, (), "utf-8")
    assert read("<rss><title>On an “Â°” in honest text</title></rss>".encode()).flags == ()
    assert read("<rss><title>Why do I see Ã© in my page?</title></rss>".encode()).flags == ()


def test_references_beside_what_was_stored_twice_stay_what_they_are():
    body = "<p>L’été &#8211; déjà</p>"
    entries = "".join(
        f"<item><guid>lake-{n}</guid><title>Le bac&#8217;s est là n° {n}</title><description><![CDATA[{body}]]></description></item>"
        for n in range(3)
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Yeu</title>{entries}</channel></rss>'
    document = Document(
        feed_id="lake",
        uri="https://lake.example/feed",
        fetched_at=datetime(2026, 11, 30, tzinfo=UTC),
        payload=stored_twice(text, browsers=True).encode(),
    )
    items = list(parse(document))
    assert [(one.headline, one.summary, one.flags) for one in items] == [
        (f"Le bac’s est là n° {n}", body, (Flag.MOJIBAKE_RECOVERED.value,)) for n in range(3)
    ]
    assert pieces_of(document).read([0, 1, 2]).items == items  # one entry at a time as all of it
