"""Notes, bylines and closing credits around wire copy, in many languages."""

import pytest

from newsbeam.pipeline.providers import NOTHING_KNOWN
from newsbeam.pipeline.text.clean_texts import texts_of
from newsbeam.pipeline.text.head_matter import before_dateline
from newsbeam.pipeline.text.markers import marker_of, strip_markers
from newsbeam.schemas.item import Item

LEAD = "The old lighthouse is lit again after nine dark winters."


def texts(body: str, form: str = "ninjs"):
    return texts_of(Item(entry=0, format=form, headline="Lighthouse", body=body, markup=False), NOTHING_KNOWN, None)


@pytest.mark.parametrize(
    ("note", "byline", "dateline", "author", "place", "kind"),
    [
        ("Actualiza con declaraciones", "Por Elena Ríos", "MONTEVIDEO, 7 feb (Reuters) - ", "Elena Ríos", "Montevideo", "update"),
        (
            "Corrige le nom au 4e paragraphe",
            "par Hugo Blanc",
            "NANTES, 7 février (Reuters) - ",
            "Hugo Blanc",
            "Nantes",
            "correction",
        ),
        ("neu: Reaktionen", "von Jens Moor", "Leipzig, 7. Feb (Reuters) - ", "Jens Moor", "Leipzig", "update"),
        ("Исправлена дата", "Пётр Лесной", "КАЗАНЬ, 7 фев (Рейтер) - ", "Пётр Лесной", "Казань", "correction"),
        ("Ayrıntılar eklendi", "Deniz Kurt", "İZMİR, 7 Şubat (Reuters) - ", "Deniz Kurt", "İzmir", "update"),
        ("لتصحيح خطأ في الفقرة الأولى", "من هدى سليم", "عمان 7 فبراير (رويترز) - ", "هدى سليم", "عمان", "correction"),
        ("Powtórzenie", "Ewa Górska", "GDAŃSK, 7 lutego (PAP) - ", "Ewa Górska", "Gdańsk", "repeat"),
    ],
)
@pytest.mark.parametrize("points", ["", "* Nine winters - keeper\n\n"])
def test_a_note_and_a_byline_above_a_dateline(note, byline, dateline, author, place, kind, points):
    read = texts(f"({note})\n\n{points}{byline}\n\n{dateline}{LEAD}\n\nIt shines again.")
    assert read.ed_note.split("\n")[0] == note
    assert read.byline == (byline, (author,))
    assert (read.dateline.text, read.dateline.place) == (dateline, place)
    assert read.body == f"{LEAD}\n\nIt shines again."
    assert marker_of(None, None, read.ed_note, (), None).kind == kind


def test_a_bracket_whose_words_nobody_knows_stands_above_a_source_only():
    assert before_dateline(f"(Zwxq vbn)\n\nOSLO (AP) - {LEAD}", "Rain", None).note == "Zwxq vbn"
    assert before_dateline(f"(Zwxq vbn)\n\nOSLO: {LEAD}", "Rain", None) is None


def test_names_without_a_word_for_them_stand_below_a_note_only():
    assert before_dateline(f"Harbour Road\n\nOSLO - {LEAD}", "Rain", None) is None
    assert before_dateline(f"(Adds detail)\n\nIda Norum\n\nOSLO (NTB) - {LEAD}", "Rain", None).byline == "Ida Norum"


@pytest.mark.parametrize(
    ("byline", "closing", "authors"),
    [
        ("Par Hugo Blanc", "(Hugo Blanc, édité par Lise Roy)", ("Hugo Blanc",)),
        ("Por Rosa Melo", "(Por Rosa Melo; edição de Ivo Reis)", ("Rosa Melo",)),
        ("di Carla Fonti", "(Carla Fonti)", ("Carla Fonti",)),
        (None, "(Пётр Лесной, перевела Анна Белая)", ("Пётр Лесной",)),
        (None, "(Ewa Górska; redagował Jan Las)", ("Ewa Górska",)),
    ],
)
def test_who_wrote_and_edited_in_a_last_bracket(byline, closing, authors):
    above = f"{byline}\n\n" if byline else ""
    read = texts(f"{above}OSLO, Feb 7 (Reuters) - {LEAD}\n\n{closing}")
    assert (read.body, read.byline.authors) == (LEAD, authors)
    assert closing[1:-1] in (read.byline.printed, *read.taken)


@pytest.mark.parametrize("line", ["(Changes to the law take effect on Monday.)", "(Cambia el horario de verano este domingo.)"])
def test_a_first_paragraph_in_brackets_stays(line):
    read = texts(f"{line}\n\n{LEAD}\n\nIt shines again.")
    assert (read.body.split("\n\n")[0], read.ed_note) == (line, None)


def test_a_last_bracket_of_somebody_else_stays():
    read = texts(f"Par Hugo Blanc\n\nOSLO, Feb 7 (Reuters) - {LEAD}\n\n(Victor Hugo, Les Contemplations)")
    assert read.body.endswith("(Victor Hugo, Les Contemplations)")


@pytest.mark.parametrize(
    ("headline", "rest", "kind"),
    [
        ("(Recasts) Lighthouse lit", "Lighthouse lit", "update"),
        ("(Corrige cifra) Arde el faro", "Arde el faro", "correction"),
        ("(AMPLIACIÓN) Arde el faro", "Arde el faro", "update"),
        ("ATUALIZA 3-Farol aceso", "Farol aceso", "update"),
        ("2. NEUFASSUNG: Leuchtturm brennt", "Leuchtturm brennt", "update"),
        ("(Refiles) Lighthouse lit", "Lighthouse lit", "refile"),
        ("(Neu: Stimmen) Leuchtturm brennt", "Leuchtturm brennt", "update"),
        ("(Labots datums) Bāka deg", "Bāka deg", "correction"),
        ("(Some) people met", "(Some) people met", None),
        ("(Labour) Harbour bill falls", "(Labour) Harbour bill falls", None),
        ("(Integration) Harbour bill falls", "(Integration) Harbour bill falls", None),
        ("(Neu Delhi) Leuchtturm brennt", "(Neu Delhi) Leuchtturm brennt", None),
        ("NEUFASSUNG: Gesetz über Leuchttürme", "NEUFASSUNG: Gesetz über Leuchttürme", None),
    ],
)
def test_a_note_before_a_headline(headline, rest, kind):
    text, marker = strip_markers(headline)
    assert (text, marker and marker.kind.value) == (rest, kind)
