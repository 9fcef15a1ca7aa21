"""The language cascade: scripts, close kin, short texts, and whose word counts when the text is too short to tell."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.pipeline.stages.tag import tag_all
from newsbeam.pipeline.taggers.language import VERSION, detect, tag_language, tag_languages
from newsbeam.pipeline.taggers.language_tags import canonical, primary
from newsbeam.schemas.story import Claims, Story

FRENCH = "Le ministre des Finances a déclaré lundi que le budget serait réduit l'année prochaine, faute de recettes. "
ENGLISH = "The finance minister said on Monday that the budget would be cut next year, for want of revenue. "


def story(headline=None, body=None, **claims):
    return Story(
        story_id="s",
        telling_id="t",
        content_hash="c",
        normaliser_version=1,
        id_basis="guid",
        revision_kind="original",
        revision_order="1",
        provider="p",
        feed_id="f",
        format="rss",
        fetched_at=datetime(2026, 1, 2, tzinfo=UTC),
        date="2026-01-02",
        headline=headline,
        body_text=body,
        claims=Claims(**claims),
    )


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The finance minister said on Monday that the budget would be cut next year."),
        ("ur", "وزیر خزانہ نے پیر کے روز کہا کہ آئندہ سال بجٹ میں کمی کی جائے گی۔"),
        ("ar", "قال وزير المالية يوم الاثنين إن الميزانية ستخفض في العام المقبل."),
        ("fa", "وزیر دارایی روز دوشنبه گفت که بودجه سال آینده کاهش خواهد یافت."),
        ("hi", "वित्त मंत्री ने सोमवार को कहा कि अगले साल बजट में कटौती की जाएगी।"),
        ("bn", "অর্থমন্ত্রী সোমবার বলেছেন, আগামী বছর বাজেট কমানো হবে।"),
        ("zh", "财政部长周一表示，明年预算将被削减。"),
        ("ja", "財務大臣は月曜日、来年の予算を削減すると述べた。"),
        ("ko", "재무장관은 월요일 내년 예산을 삭감하겠다고 밝혔다."),
        ("ru", "Министр финансов заявил в понедельник, что бюджет на следующий год будет сокращен."),
        ("uk", "Міністр фінансів заявив у понеділок, що бюджет на наступний рік буде скорочено."),
        ("sr", "Министар финансија је у понедељак рекао да ће буџет бити смањен следеће године."),
        ("mk", "Министерот за финансии изјави во понеделникот дека буџетот ќе биде намален следната година."),
        ("es", "El ministro de Hacienda dijo el lunes que el presupuesto se recortará el próximo año."),
        ("pt", "O ministro das Finanças disse na segunda-feira que o orçamento será cortado no próximo ano."),
        ("fr", "Le ministre des Finances a déclaré lundi que le budget serait réduit l'année prochaine."),
        ("de", "Der Finanzminister sagte am Montag, der Haushalt werde im nächsten Jahr gekürzt."),
        ("it", "Il ministro delle Finanze ha detto lunedì che il bilancio sarà tagliato l'anno prossimo."),
        ("tr", "Maliye Bakanı pazartesi günü bütçenin gelecek yıl kısılacağını söyledi."),
        ("id", "Menteri Keuangan mengatakan pada hari Senin bahwa anggaran akan dipotong tahun depan."),
        ("yo", "Gómìnà ìpínlẹ̀ Ọ̀yọ́ ti sọ fún àwọn òṣìṣẹ́ pé owó oṣù wọn yóò pọ̀ sí i."),
        ("vi", "Bộ trưởng Tài chính cho biết hôm thứ Hai rằng ngân sách năm tới sẽ bị cắt giảm."),
        ("ms", "Menteri Kewangan berkata beliau akan memotong bajet tahun depan kerana hutang kerajaan."),
    ],
)
def test_detect(code, text):
    assert detect(text)[0] == code


def test_a_short_text_takes_the_declared_word_then_the_feeds():
    assert tag_language(story("OK", declared_language="en-GB"), {}) == {"language": "en-GB", "language_basis": "declared"}
    assert tag_language(story("OK", feed_language="ur"), {}) == {"language": "ur", "language_basis": "feed"}
    assert tag_language(story("OK"), {}) == {"language": None, "language_basis": "none"}


def test_a_declaration_keeps_its_region_where_the_text_agrees():
    body = "The finance minister said on Monday that the budget would be cut next year."
    assert tag_language(story(None, body, declared_language="en-PK"), {})["language"] == "en-PK"


def test_a_wrong_declaration_is_flagged_and_not_believed():
    body = "وزیر خزانہ نے پیر کے روز کہا کہ آئندہ سال بجٹ میں کمی کی جائے گی۔ " * 3
    columns = tag_language(story(None, body, declared_language="en"), {})
    assert (columns["language"], columns["language_basis"]) == ("ur", "detected")
    assert columns["quality_flags"] == ("language_mismatch",)


def test_the_feeds_word_decides_between_kin():
    body = "Menteri Keuangan mengatakan pada hari Senin bahwa anggaran akan dipotong tahun depan."
    assert tag_language(story(None, body, feed_language="ms"), {})["language"] == "ms"
    assert tag_language(story(None, body, feed_language="fr"), {})["language"] == "id"


def test_many_stories_get_what_each_gets_alone():
    texts = [
        "OK",
        FRENCH * 4,
        "Mais il bloque son poing",
        "Vreme je lepo danas",
        "Министар је рекао",
        "Cuaca hari ini",
        "12345",
        "",
        "News " + FRENCH,
    ]
    claims = [{}, {"feed_language": "en"}, {"declared_language": "sr", "home_country": "HR"}, {"feed_language": "ms"}]
    stories = [story(None, text, **one) for text in texts for one in claims]
    alone = [tag_language(one, {}) for one in stories]
    assert tag_languages(stories, [{}] * len(stories)) == alone
    assert len({columns["language"] for columns in alone}) > 4
    assert [one.language for one in tag_all(stories)] == [columns["language"] for columns in alone]


def test_a_claim_that_no_tagger_can_read_costs_one_story_its_language():
    first, bad, last = tag_all([story(None, FRENCH), story(None, FRENCH, declared_language=5), story(None, ENGLISH)])
    assert (first.language, last.language) == ("fr", "en")
    assert "untagged" not in first.quality_flags + last.quality_flags
    assert "untagged" in bad.quality_flags
    assert VERSION not in bad.taggers
    assert VERSION in first.taggers


def test_mixed_text_is_what_most_of_it_is():
    text = "UrduPoint News Live: " + "وزیر خزانہ نے پیر کے روز کہا کہ آئندہ سال بجٹ میں کمی کی جائے گی۔ " * 3
    assert detect(text)[0] == "ur"


@pytest.mark.parametrize(
    "text",
    [
        "Minister: next year's budget will be cut as revenue falls\n" + FRENCH * 4,
        "Way Out West: The Longest Winter on Earth\nWay Out West: The Longest Winter on Earth\n\n" + FRENCH * 4,
        FRENCH * 4,
        "Un titre\n" + ENGLISH + FRENCH * 3,
        "Un titre\n" + FRENCH + ENGLISH[:60] + FRENCH * 3,
        # Names and words that both languages have: in pieces pycld2 calls it English, and is sure.
        (
            "Titre du jour\npour un violente club sont et violente station la des mort la est fort Anderson, de du opposition confort, on . on et "
            "Robert Thompson experts, violente Anderson, sont de le de minutes, une un la commercial Manchester Everton danger, club au du mortel "
            "Brighton, le un station centre . province Victoria, coach Wilson, contre le gouvernement"
        ),
    ],
    ids=["headline", "title twice", "whole", "first sentence", "within", "names"],
)
def test_a_long_text_is_not_taken_for_the_feeds_language_by_a_part_of_it(text):
    assert len(text) > 300
    assert detect(text, hint="en") == ("fr", True)
    assert detect(text, hint="fr") == ("fr", True)


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("en-us", "en-US"),
        ("zh_hant_tw", "zh-Hant-TW"),
        ("iw", "he"),
        ("EN", "en"),
        ("English", None),
        ("u-8", None),
        ("", None),
        (None, None),
    ],
)
def test_canonical(tag, written):
    assert canonical(tag) == written


@pytest.mark.parametrize(("tag", "code"), [("pt-BR", "pt"), ("en_US", "en"), ("iw", "he"), ("NO", "nb"), ("", None), (None, None)])
def test_primary(tag, code):
    assert primary(tag) == code


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text):
    code, sure = detect(text)
    assert code is None or (code and isinstance(sure, bool))
