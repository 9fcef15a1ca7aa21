"""Looks that spare a text the rules behind them: each is held against the rule without it, where it could be wrong."""

import codecs
import re
from itertools import product

import pytest

from newsbeam.pipeline.providers import NOTHING_KNOWN
from newsbeam.pipeline.text import agencies, boilerplate, byline, dateline_cjk, embargo, mojibake, roles, signature, signoff
from newsbeam.pipeline.text.agencies import agency, organisations
from newsbeam.pipeline.text.clean import paragraphs
from newsbeam.pipeline.text.clean_texts import texts_of
from newsbeam.pipeline.text.dateline_cjk import split_cjk
from newsbeam.pipeline.text.embargo import printed_end
from newsbeam.pipeline.text.markers import status_of, strip_markers
from newsbeam.pipeline.text.page import phrases, shapes, share
from newsbeam.schemas.codes import Flag, PubStatus
from newsbeam.schemas.item import Item

PAGES = ("cp1252", "cp1256")
BIDI = [chr(code) for code in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))]


def shown(byte: int, page: str) -> str:
    try:
        return bytes([byte]).decode(page)
    except UnicodeDecodeError:
        return chr(byte)


READ = {page: "".join(shown(byte, page) for byte in range(256)) for page in PAGES}


@pytest.mark.parametrize(("lead", "page"), [(lead, page) for lead, page in product(mojibake._LEADS, PAGES) if lead in READ[page]])
def test_what_was_misread_is_recovered_whatever_follows_its_first_letter(lead: str, page: str) -> None:
    byte = READ[page].index(lead)
    assert byte >= 0xC2  # begins a character of UTF-8, so one that goes on must follow
    more = b"" if byte < 0xE0 else b"\x94"
    odd = []
    for follows in range(0xA0 if byte == 0xE0 else 0x80, 0xC0):
        data = b"Quay 4: " + (bytes([byte, follows]) + more + b" ") * 3
        text = codecs.charmap_decode(data, "strict", READ[page])[0]
        for pattern, other in mojibake._PAGES:  # the rule itself, of the page that reads it first
            if set(text) <= set(READ[other]) and len(pattern.findall(text)) >= 3:
                odd += [] if mojibake.recovered(text) == data.decode() else [text]
                break
    assert not odd


@pytest.mark.parametrize("text", ["à la carte, à la mode, à la Âge", "Ѝ" + "Ã©" * 4, "طقس طيب وظل ظليل", "Øre Ångström Ñandú"])
def test_honest_letters_stay(text: str) -> None:
    assert mojibake.recovered(text) is None


@pytest.mark.parametrize("control", BIDI)
def test_a_bidi_control_is_told_wherever_it_stands(control: str) -> None:
    hidden = f"The harbour{control} opened."
    for item in (
        Item(entry=0, format="rss", headline=hidden, summary="It rained."),
        Item(entry=0, format="rss", headline="Rain", summary=hidden, markup=False),
        Item(entry=0, format="rss", headline="Rain", body=f"<p>It rained.</p><p>{hidden}</p>"),
        Item(entry=0, format="rss", headline="Rain", body=f"It rained.\n\n{hidden}\n\nIt was dry.", markup=False),
        Item(entry=0, format="rss", headline="Rain", summary=f'<p title="{control}">It rained.</p>'),
    ):
        assert texts_of(item, NOTHING_KNOWN, None).flags == [Flag.BIDI_REMOVED]


def test_what_has_none_is_not_told_of_bidi() -> None:
    item = Item(
        entry=0, format="rss", headline="Rain\u200b ", summary="می\u200cخواهم <b>و</b>", body="می\u200cخواهم  و", markup=True
    )
    assert texts_of(item, NOTHING_KNOWN, None).flags == []


def test_no_known_line_is_excluded_by_its_first_letters() -> None:
    whole, begins = phrases._table()
    lines = {*whole, *(row[0] + more for rows in begins.values() for row in rows for more in ("", " Harbour", ": Lake news"))}
    lines |= {one.upper() for one in lines}
    for shape in ("{}", "• {}", "» {} «", "  {}"):
        missed = [line for one in lines if phrases._phrase(line := shape.format(one)) and not phrases.may_be_known(line)]
        assert not missed, shape
    for line in ("a  b", "a b ", "ab c", "x", "x ", "  x", "· ·", "\ta b c", "rss  rss"):
        assert phrases.may_be_known(line) or phrases._phrase(line) is None, line


def test_prose_is_told_at_its_bounds() -> None:
    for letters, length, end in product(
        ("harbour ", "湖港が開く"), (*range(10, 40), *range(66, 93), *range(166, 173)), ("", ".", "?")
    ):
        line = (letters * 30)[: length - len(end) - 1] + "x" + end
        size, ended = shapes.weight(line), bool(end)
        assert shapes.is_prose(line) is (size >= 170 or (ended and size >= (90 if end == "?" else 34))), line


SHAPES = (
    "{}", "{} ABC DE", "{}/mhn", "With inputs from {}", "(with {}", "© {}", "Jane Roe, {}", "{} and AFP", "Jane Roe/{}", "Quay.rs/{}", "서울={}",
    "{}, dpa:210503-99-1/3", "{}-infocom", "Dahl {}", "c) {}", "Con información de la {}", "Avec l'{}", "A. {}", "_{}",
)  # fmt: skip


def test_no_agencys_signature_is_excluded_by_its_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    names = sorted({one for _, printed in organisations() for name in printed for one in (name, name.lower(), ".".join(name))})[
        ::16
    ]
    signs = [(shape.format(name), marked) for shape in SHAPES for name in names for marked in (False, True)]
    quick = [signature.agency_of(sign, marked=marked) for sign, marked in signs]
    for look in ("may_begin", "may_name"):
        monkeypatch.setattr(signature, look, lambda _: True)
    slow = [signature.agency_of(sign, marked=marked) for sign, marked in signs]
    assert sum(one is not None for one in slow) > len(names)
    assert [one for one, a, b in zip(signs, quick, slow, strict=True) if a != b] == []


def test_every_agencys_name_passes_the_looks() -> None:
    for known, printed in organisations():
        for name in (known.name, *printed):
            assert agencies.may_begin(name), name
            assert agencies.may_name(f"Jane Roe, {name}"), name
    assert agency("A.F.P.") is not None
    assert agencies.may_begin("A.F.P.")
    assert agencies.may_name("Roe/A.F.P.")
    assert not agencies.may_begin("Harbour news")
    assert not agencies.may_name("Harbour, Quay 31658")


def test_a_paragraph_that_comes_twice_goes_twice() -> None:
    text = "The lake is open.\n\nRead more\n\nBoats sail.\n\nAlso read: Two boats\n\nRead more"
    assert boilerplate.cut(text, NOTHING_KNOWN) == (
        "The lake is open.\n\nBoats sail.",
        ["Read more", "Also read: Two boats", "Read more"],
    )


@pytest.mark.parametrize(
    "text",
    [
        "a\n b",
        "a \nb",
        " a\nb",
        "a\nb ",
        "a  b\nc",
        "a\n\n\nb",
        "a\nb\n",
        "\na",
        "a\n\xa0b",
        "a\nb\xa0c",
        "a\u200bb",
        "a\n\u200cb\u200e",
        "a\n\x85b",
        "a\tb",
        "",
    ],
)
def test_what_is_not_tidy_is_made_so(text: str) -> None:
    assert paragraphs(text) != text or not text
    assert paragraphs(paragraphs(text)) == paragraphs(text)


@pytest.mark.parametrize("text", ["a\nb\n\nc", "می\u200cخواهم\nو", "a b", "\u200cx\ny\u200d"])
def test_what_is_tidy_stays_as_it_is(text: str) -> None:
    assert paragraphs(text) is text


def test_a_byline_is_understood_by_all_that_it_depends_on() -> None:
    assert byline.understand("By Namibian", outlet="The Namibian").authors == ()
    assert byline.understand("By Namibian", outlet="The Quay").authors == ("Namibian",)
    assert byline.understand(None, ("Jane Roe", "Namibian"), outlet="The Namibian").authors == ("Jane Roe",)
    assert byline.understand(None, ("Jane Roe",), outlet="The Namibian").printed == "Jane Roe"
    assert byline.understand("By Ann Lee", ("Jane Roe",)).printed == "By Ann Lee"


def test_no_long_byline_is_kept() -> None:
    before = byline._understood.cache_info().currsize
    for number in range(9):
        assert byline.understand(f"By Jane Roe {number} " + "and others " * 60) is not None
        assert byline.understand(None, (f"Jane Roe {number} " + "x" * 600,)) is not None
        assert byline.understand("By Jane Roe", outlet=f"{number}" * 600) is not None
    assert byline._understood.cache_info().currsize <= before


def _beginnings(words: str) -> set[str]:
    """The first three characters of each word of a pattern."""
    return {re.sub(r"[^\w ].*", "", word)[:3] for word in re.sub(r"\(\?:[^()]*\)", "", words).split("|")}


def test_no_line_of_roles_is_excluded_by_its_first_letters() -> None:
    words = _beginnings(f"{roles._WRITES}|{roles._EDITS}|additional|further|with|con|avec|mit|und|and")
    assert len(words) > 30
    assert [one for one in words if not (roles._may_begin(one) and roles._may_begin(one.upper()))] == []
    assert [one for one in words if not (roles._may_begin(f"({one}") and roles._may_begin(f"（{one.title()}"))] == []
    assert not any(map(roles._may_begin, ("The", "(The", "Việt", "【東京】", "")))


@pytest.mark.parametrize(
    "headline", ["UPDATE 2-Floods", "RPT-Floods", "KILL-Floods", "[CORRECTED: Floods", "DÜZELTME: Floods", "1st Ld: Floods", "تصحيح: Floods", "EDS: Floods"]
)  # fmt: skip
def test_markers_pass_the_look_at_their_letters(headline: str) -> None:
    assert strip_markers(headline)[0] == "Floods"
    assert strip_markers(headline.title() if headline[0].isascii() and headline[0].isalpha() else "Update")[1] is None


@pytest.mark.parametrize(
    "text", ["KILL KILL KILL It rained.", "** STORY WITHDRAWN", "(MANDATORY KILL)", "This story was withdrawn."]
)
def test_kills_pass_the_look_at_a_texts_first_letter(text: str) -> None:
    assert status_of(None, None, text) is PubStatus.CANCELED
    assert status_of(None, None, f"On. {text}") is PubStatus.USABLE


def test_embargoes_pass_the_look_at_a_texts_first_letter() -> None:
    begin = (
        "EMBARGOED",
        "(Embargoed until noon)",
        "STRICTLY EMBARGOED",
        "Note to editors: EMBARGO",
        "NOTE TO EDITORS - EMBARGOED",
        "_EMBARGOED",
    )
    assert [printed_end(one) is not None for one in begin] == [True] * 5 + [False]


EMBARGOED = (
    "EMBARGOED", "embargoed until noon", "Not for publication before 3 May", "HOLD FOR RELEASE", "Under embargo", "EMBARGO: 3 May", "Sous embargo: 18h00",
    "BAJO EMBARGO", "Sob embargo", "SOTTO EMBARGO", "SPERRFRIST", "SPERREFRIST", "解禁日時", "يحظر النشر حتى", "يُحظر النشر حتى", "محظور النشر حتى",
    "ممنوع النشر قبل", "onder embargo", "Unter Embargo", "pod embargo", "hold until noon", "Do not use before noon", "ne pas diffuser avant",
    "No publicar antes", "NÃO PUBLICAR ANTES", "Sperrfrist", "Gesperrt bis", "frei ab", "FREI FÜR", "Julkaisuvapaa", "Ambargolu", "Embargó", "Под эмбарго",
    "ЭМБАРГО", "під ембарго", "Ембарго", "حظر النشر", "באמברגו", "אמברגו", "禁发", "禁發", "엠바고", "STRICTLY EMBARGOED", "Note to editors: EMBARGOED",
    "ACHTUNG SPERRFRIST", "ATTENTION - EMBARGOED", "ATTENZIONE: EMBARGO",
)  # fmt: skip
"""One of each kind that the pattern knows."""


def test_embargoes_pass_the_look_at_a_texts_first_letters() -> None:
    for one in EMBARGOED:
        for text in (one, one.upper(), one.lower(), one.title()):
            if embargo._NAMED.match(text) is not None:
                assert text[:3].casefold() in embargo._BEGINS or text[:2] in embargo._BEGINS, text
        assert embargo._NAMED.match(one) is not None, one


def test_no_end_of_a_sentence_is_excluded_by_its_last_letter() -> None:
    signs = (
        "",
        " (QXN)",
        " (QXN).",
        "（新報）",
        " /qxn/",
        " [qxn]",
        " PTI",
        " PTI ABC",
        " Enditem",
        "Enditem",
        " (QXN) PTI",
        " x",
        "x",
        "1",
        " Pti",
        " (QXN) on",
        ",",
        ":",
    )
    closers = ("", "”", '"', "’)", "»", "]」", "』〞", "\n", " ")
    stops = ("", *sorted(shapes._STOPS), "..", ".)")
    for stop, closer, sign in product(stops, closers, signs):
        line = f"The harbour opened{stop}{closer}{sign}"
        assert shapes.ends(line) is (shapes._END.search(line) is not None), line


def test_no_sign_in_brackets_is_excluded_by_where_it_closes() -> None:
    ends = (
        "",
        ".",
        "./.",
        "。",
        " www.example.org",
        " (www." + "harbour." * 5 + ")",
        " ab",
        " abcd/abcd/abcd.abcd",
        " ABC",
        "!",
        " www.x",
    )
    for bracket, end in product((")", "]", "）", "］", "】", "/", "", "»"), ends):
        line = f"The harbour opened again on Monday, and boats sail from quay to quay until the lake is dark (QXN{bracket}{end}"
        found = signoff._CLOSED.search(line) is not None
        near = line[-signoff._CLOSES :]
        assert found is (
            signoff._has(signoff._CLOSING, near) and signoff._CLOSED.search(line, len(line) - len(near)) is not None
        ), line


def test_no_button_or_form_is_excluded_by_its_first_word() -> None:
    rows = share._rows()
    lines = {
        shape.format(one) for what in ("label", "network") for one in rows[what] for shape in ("{}", "» {}", "Share on {}", "{}  …")
    }
    lines |= {f"Klick ({one})" for one in rows["window"]} | {f"x {' y '.join(parts)} z" for parts in share._forms()}
    lines |= (
        {one.upper() for one in lines}
        | {one.replace(" ", "  ") for one in lines}
        | {"The harbour opened", "Kurzlink: https://example.org/1"}
    )
    assert [
        one for one in lines if share.is_known(one) is not (share.is_button(one) or share.is_form(one) or share.is_short_link(one))
    ] == []


def test_what_comment_forms_and_buttons_say_passes_the_look_for_any_of_their_words() -> None:
    assert all(share.is_form(f"x {' y '.join(parts)} z") for parts in share._forms())
    assert all(share._any("network").find(f"share on {name} now") for name in share._rows()["network"])
    assert not share._any("network").find("the harbour")


@pytest.mark.parametrize(
    "text",
    [
        *("新华社北京10月20日电 港口", "中央社记者王明台北3日電 港口", "本报东京12月3日（王明）港口", "東京 27日 ロイター］ - 港が", "マニラ、12月3日（ロイター） - 港が"),
        *("央视网/记者" + "王" * 16 + "12月30日讯 港口", "【仙台】港が", "[東京 3日 ロイター] - 港が", "(서울=연합뉴스) 항구가"),
    ],
)  # fmt: skip
def test_asian_datelines_pass_the_look_at_their_marks(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = split_cjk(text)
    monkeypatch.setattr(dateline_cjk, "_LOOKS", [(frozenset(text), 1)] * len(dateline_cjk._LOOKS))
    assert found is not None
    assert found == split_cjk(text)
