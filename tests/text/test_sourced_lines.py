"""A label and a house say where a text is from, and are nobody's name; whose reports were used is no origin."""

import pytest

from newsbeam.pipeline.evaluate.releases import stories_of
from newsbeam.pipeline.text import signoff
from newsbeam.pipeline.text.persons import is_person, persons

TEXT = "The mill by the lake turned again on Monday after nine days.\n\nIts owner thanked the two sisters who had mended the wheel."


def _story(end: str, above: str = ""):
    return next(iter(stories_of(f" date 2020-10-05 \n\n{above}{TEXT}\n\n{end}\n".encode(), "release.txt")))


@pytest.mark.parametrize("above", ["", "Mill turns again by the lake\n\n5 October 2020 12:35\n\n"])
@pytest.mark.parametrize(
    ("line", "origin"),
    [
        ("Source: Reuters", "Reuters"),
        ("Fuente: Reuters", "Reuters"),
        ("Sursa: Agerpres", "Agerpres"),
        ("Sumber: Antara", "Antara"),
        ("Izvor: Tanjug", "Tanjug"),
        ("Fonte: Lusa", "Lusa"),
        ("Kilde: Ritzau", "Ritzau"),
        ("Джерело: Укрінформ", "Ukrinform"),
        ("Kaynak:Demirören Haber Ajansı (DHA)", "DHA"),
        ("Kaynak: İHA | Bu içerik Jale Gönül tarafından yayına alınmıştır", "IHA"),
        ("Source: Lake Gazette", "Lake Gazette"),
        ("Source : La Dépêche du Lac", "La Dépêche du Lac"),
        ("Source: a neighbour", None),
    ],
)
def test_a_label_and_a_house_are_no_writer(line, origin, above):
    story = _story(line, above)
    assert (story.origin_agency, story.authors or None) == (origin, None)


@pytest.mark.parametrize("line", ["Source: Jane Roe", "Fuente: Reuters", "Quelle : dpa", "Джерело: Укрінформ"])
def test_what_a_source_is_called_is_no_person(line):
    assert persons(line, named=True) == ()
    assert not is_person(line)


@pytest.mark.parametrize("line", ["Text: Anna Berg", "Autor: Jan Novák", "By: Jane Roe"])
def test_other_labels_stand_before_persons(line):
    assert len(persons(line)) == 1


@pytest.mark.parametrize(
    "line", ["(With inputs from PTI)", "With inputs from ANI", "(With agency inputs from PTI)", "With an input from AFP"]
)
def test_inputs_are_cut_and_are_no_origin(line):
    story = _story(line)
    assert story.origin_agency is None
    assert line in story.page_text
    assert story.text.endswith("the wheel.")


def test_inputs_beside_a_dateline_leave_it_the_origin():
    story = next(iter(stories_of(f" date 2020-10-05 \n\nPUNE, Oct 5 (PTI) {TEXT}\n\n(With inputs from AFP)\n".encode(), "a.txt")))
    assert story.origin_agency == "Press Trust of India"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("This report by The Canadian Press was first published Oct. 5, 2020.", "The Canadian Press"),
        ("This report by The Associated Press was first published October 5, 2020", "The Associated Press"),
        ("Ce texte de La Presse canadienne a été publié initialement le 5 octobre 2020.", "La Presse canadienne"),
        ("Ce texte de La Presse canadienne a d’abord été publié le 5 octobre 2020.", "La Presse canadienne"),
    ],
)
def test_who_published_it_first_is_the_origin(line, name):
    assert signoff.is_signature(line)
    assert signoff.signed(f"{TEXT}\n\n{line}") == (TEXT, name, line)


@pytest.mark.parametrize(
    "line", ["This report by the mill's owner was first published in 1890.", "This report by The Canadian Press has two pages."]
)
def test_what_only_looks_so_stays(line):
    assert signoff.signed(f"{TEXT}\n\n{line}") == (f"{TEXT}\n\n{line}", None, None)
