"""Bulletins of one template and what stands under all of a provider's items are no copies; the same text under another headline is."""

from datetime import UTC, datetime

import numpy as np
import pytest

from newsbeam.pipeline.near.apart import Wording, apart
from newsbeam.pipeline.near.sketch import sketch_of, text_of
from newsbeam.pipeline.near.verify import compare, facts_of
from newsbeam.pipeline.near.wording import MOST_CHARACTERS, MOST_WORDS

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LONG = " ".join(f"word{n}" for n in range(300))
FORMS = {
    "ar": (
        "افتتاح {0} في {1}",
        (
            "افتتح رئيس البلدية صباح اليوم {0} في {1} بحضور عدد من المسؤولين وأهالي المنطقة، وقال في كلمته إن المشروع يأتي ضمن خطة"
            " تحسين الخدمات، وشكر كل من ساهم في إنجازه قبل الموعد المحدد، ثم تجول الحضور في أرجاء المكان."
        ),
        ("حديقة عامة", "الحي الشرقي"),
        ("مكتبة جديدة", "الضاحية الجنوبية"),
    ),
    "hi": (
        "{0} में {1} का उद्घाटन",
        (
            "नगर आयुक्त ने शनिवार को {0} में {1} का उद्घाटन किया। उन्होंने कहा कि इससे लोगों को बड़ी सुविधा मिलेगी और काम समय से पहले पूरा"
            " हुआ है। इस मौके पर पार्षद और बड़ी संख्या में स्थानीय लोग मौजूद रहे। अंत में सभी का आभार जताया गया।"
        ),
        ("सागर", "नए पुस्तकालय"),
        ("धार", "बस अड्डे"),
    ),
    "zh": (
        "{0}{1}建成启用",
        (
            "市建设局消息，经过近两年施工，{0}{1}正式建成启用，附近居民出行将更加方便。工程负责人表示，施工期间克服了多项困难，各项指标均通过验收。"
            "下一步，有关部门将加强日常维护，并听取市民意见，不断改进服务。"
        ),
        ("城东", "跨河大桥"),
        ("高新区", "体育公园"),
    ),
    "ru": (
        "В {0} открыли {1}",
        (
            "В {0} после ремонта открыли {1}, сообщила администрация города. Работы заняли около года и завершились раньше срока."
            " Жители смогут прийти туда бесплатно в течение первой недели, а дальше вход будет по обычным билетам."
        ),
        ("Пскове", "бассейн"),
        ("Курске", "планетарий"),
    ),
}


def facts(headline, body, provider):
    text = text_of(headline, None, body)
    return facts_of(
        sketch_of(story_id="s", telling_id="t", first_created=NOON, order="", text=text, headline=headline, provider=provider)
    )


def alike(one, other):
    """Whether two (headline, body, provider) are copies; the same asked either way."""
    found = [compare(*pair) is not None for pair in ((facts(*one), facts(*other)), (facts(*other), facts(*one)))]
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize("language", FORMS)
@pytest.mark.parametrize("providers", [("a", "a"), ("a", "b"), (None, None)])
def test_one_form_filled_twice(language, providers):
    headline, body, *filled = FORMS[language]
    assert not alike(*((headline.format(*words), body.format(*words), name) for words, name in zip(filled, providers, strict=True)))


@pytest.mark.parametrize("language", FORMS)
def test_a_copy_of_it(language):
    headline, body, words, others = FORMS[language]
    head, text = headline.format(*words), body.format(*words)
    sentences = [
        part
        for part in text.replace("。", "。\n").replace(". ", ".\n").replace("। ", "।\n").replace("، ", "،\n").split("\n")
        if part
    ]
    assert alike((head, text, "a"), (f"{head} - 24", text, "b"))
    assert alike((head, text, "a"), (headline.format(*others), text, "b")), "another desk's headline is its own"
    assert alike((head, text, "a"), (head, text.replace(sentences[1][2:8], sentences[0][:6]), "b")), (
        "one place, of which no headline speaks"
    )
    assert alike((head, text, "a"), (words[1], " ".join(sentences[: -len(sentences) // 3]), "b"))


def test_what_stands_under_all_that_a_provider_sends():
    """A teaser for subscribers, word for word: of one provider under two headlines no copy, of two providers the same text."""
    teaser = (
        "This article is for members only. Become a member today and read all our reporting, with no advertising, for less than a"
        " coffee each week. Members may cancel at any time from their account page. Already with us? Sign in to continue."
    )
    budget, ferry = "Council approves its smallest budget in decades", "Ferry to the outer islands resumes after storm"
    assert not alike((budget, teaser * 2, "a"), (ferry, teaser * 2, "a"))
    assert alike((budget, teaser * 2, "a"), (budget, teaser * 2, "a"))
    assert not alike((budget, "Council votes. " + teaser * 2, "a"), (ferry, "Boats sail again. " + teaser * 2, "a"))
    wire = "The council approved a budget on Monday that is its smallest, in its fourth decade, after hours of debate. " * 4
    assert alike((budget, wire, "a"), ("Smallest council budget in its fourth decade", wire, "a")), (
        "the text is about both headlines"
    )
    assert not alike(("The end is far", teaser * 2, "a"), ("Pod vs Com", teaser * 2, "a")), (
        "little words count where there are no others"
    )


@pytest.mark.parametrize(("places", "same"), [(2, True), (3, False)])
def test_one_headline_every_day(places, same):
    """One provider's bulletin of three days: the form has places for the weather. Two other words are typing errors."""
    words = [f"слово{n}" for n in range(60)]
    others = list(words)
    for place in range(places):
        others[10 + 15 * place] = f"иное{place}"
    assert alike(("погода", " ".join(words), "a"), ("погода", " ".join(others), "a")) == same
    assert alike(("погода", " ".join(words), "a"), ("погода", " ".join(others), "b")), "another provider has reworded it"


@pytest.mark.parametrize(("places", "same"), [(5, True), (6, False)])
def test_a_long_text_that_was_edited(places, same):
    words = LONG.split()[:250]
    others = list(words)
    for place in range(places):
        others[20 + 30 * place] = f"other{place}"
    assert alike(("the same headline", " ".join(words), "a"), ("the same headline", " ".join(others), "a")) == same


@pytest.mark.parametrize("entry", ["[Order on Motion] (13)", "[Motion to Dismiss] (13)"])
def test_entries_of_one_docket(entry):
    """The case is the headline, and half of the text; what is filed are a few words."""
    case = "Harbour Pilots Association v. Port of Lowdale and others"
    assert not alike((case, "[Motion to Dismiss] (12)", "court"), (case, entry, "court"))
    assert alike((case, "[Motion to Dismiss] (12)", "court"), (case, "[Motion to Dismiss] (12)", "court"))


def test_what_is_kept_of_a_text():
    assert facts("", LONG, "a").words.size == MOST_WORDS + 1
    assert facts("", "".join(chr(0x4E00 + n) for n in range(600)), "a").words.size == MOST_CHARACTERS + 1
    short = facts("A headline of it", "and the body", "a")
    assert short.words.size == 4, "how it is written, and the body: the headline in front of it is no part"
    assert short.headline.size == 2, "words of fewer than four letters are left out"


def test_nothing_is_said_of_a_text_whose_words_are_not_known():
    none = np.empty(0, np.uint16)
    assert not apart(Wording("a", none, none), Wording("a", none, none))
