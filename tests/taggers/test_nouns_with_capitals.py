"""German writes every noun with a capital, and many an office stands before what it is of: neither makes a person or a body."""

import pytest

from newsbeam.pipeline.evaluate.score import story_of
from newsbeam.pipeline.taggers.names import tag_names


def named(text, language):
    found = tag_names(story_of(None, text), {"language": language})
    return found["persons"], found["organisations"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Das sagte der Generalsekretär des Norddeutschen Ruderbundes am Montag."),
        ("de", "Der Sprecher der Brotfabrik Hollerbach lehnte ab."),
        ("de", "Die Vorsitzende der Jüdischen Kulturtage kommt heute."),
        ("de", "Er kam als Leiter vom Bezirksamt Kleinort."),
        ("de", "Der Gerätehersteller Tornax zahlt, Tornax wächst weiter."),
        ("de", "Einer Nachbarin, die das sah, wurde schlecht."),
        ("de", "Ab Winter 2025 fährt die Bahn wieder."),
        ("de", "Von Beginn an stand das Boot unter Wasser."),
        ("de", "Beste Aussichten bestehen an der Küste."),
        ("de", "Wir haben Verständnis für Hanna, das ist alles."),
        ("de", "Nach Angaben der Polizei war das Ende der Fraktion absehbar."),
        ("de", "Sie malte ein Bild der Bucht. Die Zeit drängt."),
        ("en", "The director of the Blue Banner said it was late."),
        ("es", "El director de los Viejos Tercios dijo que no."),
        ("fi", "Siis Tornaxin kannattaa myydä. Yhtiö Tornax maksaa. Tornaxin johto iloitsee."),
        ("fi", "Nyt Tornaxin Kaihdin myy. Sen Kaihdin jatkaa, ja Kaihdin on uusi."),
        ("fi", "Jos Tornax kasvaa, kaikki hyötyvät."),
        ("hu", "Mert Tornax így akarta."),
        ("es", "Hoy Tornax baja, y Tornax calla."),
        ("sr", "To kaže profesor Fakulteta političkih nauka i direktor Centra za vode."),
        ("hr", "Rekao je predsjednik Organizacije za vode, a potom i urednik Večernjih novosti."),
        ("zu", "Bahlala eKwetana Hadwera kuze kuse."),
        ("sn", "Asi Tornax akadaro, uye Tornax yakati Tornax inoshanda."),
        ("rw", "Perezida wa Leta Zunze Ubumwe za Amerika yavuze."),
        ("sk", "Ale Tornax nič nepovedal."),
        ("ro", "A studiat la Universitatea „Ion Popescu” din oraș."),
        ("en", 'She sails the "Jane Roe" to Hull.'),
        ("sw", "Alisema hayo mjini. Rais alisema Mwezi Aprili kuwa."),
        ("fr", "Le Monde change, et El Mundo aussi."),
    ],
)
def test_they_name_nobody(language, text):
    persons, organisations = named(text, language)
    assert not persons
    assert not organisations or (language, organisations) == ("fr", ("El Mundo",))


@pytest.mark.parametrize(
    ("language", "text", "persons", "organisations"),
    [
        ("de", "Der Präsident der Republik Alexander Van der Bellen kam.", ("Alexander Van der Bellen",), ()),
        ("de", "Der Minister für Verkehr Konrad Weber kam.", ("Konrad Weber",), ()),
        ("fi", "Jos Mikko Virtanen tulee, kaikki hyötyvät.", ("Mikko Virtanen",), ()),
        ("sr", "To kaže predsednik Tadić, a profesor Simić ćuti.", ("Tadić", "Simić"), ()),
        ("zu", "Izolo uMnuz Mondli Thandeka uthe uyahamba.", ("Mondli Thandeka",), ()),
        ("zu", "Kusho uSwenka Khandela kuleli sonto.", ("Swenka Khandela",), ()),
        ("xh", "Umdlali noThoba Nzunda bafikile.", ("Thoba Nzunda",), ()),
        ("ha", "An ga Aminu Bello da Sani Musa a gari.", ("Aminu Bello", "Sani Musa"), ()),
        ("sn", "Mashoko aya akataurwa naVaKudzai Chitanda muHarare.", ("Kudzai Chitanda",), ()),
        ("rw", "Uwitwa Mukandoli Chantal utuye hano avuga ko ari byiza.", ("Mukandoli Chantal",), ()),
        ("es", "Domingo Cavallo habló.", ("Domingo Cavallo",), ()),
        ("sw", "Hayati Magufuli alikuwa rais.", ("Magufuli",), ()),
        ("de", "Von Konrad Weber hörte man nichts.", ("Konrad Weber",), ()),
        ("de", "Für die Wahl steht alles bereit für Konrad Weber.", ("Konrad Weber",), ()),
        ("de", "Das schrieb die „Bild“ am Montag.", (), ("Bild",)),
        ("de", "Das Institut für Küstenforschung und die Gewerkschaft der Polizei warnen.", (), ("Institut für Küstenforschung", "Gewerkschaft der Polizei")),
        ("de", "Das meldete das Blatt nach Angaben des Harlow Street Journal.", (), ("Harlow Street Journal",)),
    ],
)  # fmt: skip
def test_whom_and_what_stands_behind_them_is_named(language, text, persons, organisations):
    assert named(text, language) == (persons, organisations)
