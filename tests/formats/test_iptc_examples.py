"""IPTC's own examples: every field of the issue's list arrives where it belongs, and every entry ends as an Item or a refusal."""

import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsbeam.connectors.formats import parse
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, ParseError

CORPUS = os.environ.get("NEWSBEAM_CORPUS")
pytestmark = [pytest.mark.corpus, pytest.mark.skipif(not CORPUS, reason="NEWSBEAM_CORPUS names no corpus")]
G2, NINJS = "iptc__newsml-g2/examples", "iptc__newsinjson"
MEDTOP, SUBJ = "http://cv.iptc.org/newscodes/mediatopic/", "http://cv.iptc.org/newscodes/subjectcode/"

TABLE = [
    # file, entry, field, value ("places" and "subjects": one that must be among them)
    (f"{G2}/LISTING_1_A_NewsML-G2_News_Item.xml", 0, "guid", "urn:newsml:acmenews.com:20161018:US-FINANCE-FED"),
    (f"{G2}/LISTING_1_A_NewsML-G2_News_Item.xml", 0, "version", "11"),
    (f"{G2}/LISTING_1_A_NewsML-G2_News_Item.xml", 0, "embargoed_raw", "2018-10-23T12:00:00Z"),
    (f"{G2}/LISTING_1_A_NewsML-G2_News_Item.xml", 0, "pub_status", "usable"),
    (f"{G2}/LISTING_1_A_NewsML-G2_News_Item.xml", 0, "signal", ("update",)),
    (f"{G2}/LISTING_1_A_NewsML-G2_News_Item.xml", 0, "usage_terms", "Not for use outside the United States"),
    (f"{G2}/LISTING_1_A_NewsML-G2_News_Item.xml", 0, "slugline", "US-Finance-Fed"),
    (f"{G2}/LISTING_1_A_NewsML-G2_News_Item.xml", 0, "headline", 'Fed to halt QE to avert "bubble"'),
    (f"{G2}/LISTING_1_A_NewsML-G2_News_Item.xml", 0, "first_created_raw", "2016-10-18T13:12:21-05:00"),
    (f"{G2}/LISTING_1_A_NewsML-G2_News_Item.xml", 0, "info_source", "http://www.example.com"),
    (f"{G2}/LISTING_1_A_NewsML-G2_News_Item.xml", 0, "genre", "Interview"),
    (f"{G2}/LISTING_1_A_NewsML-G2_News_Item.xml", 0, "places", ("located", "Berlin", "DE")),
    (f"{G2}/LISTING_1_A_NewsML-G2_News_Item.xml", 0, "subjects", ("labour market", "20000523", MEDTOP)),
    (f"{G2}/LISTING_2_NewsML-G2_Text_Document.xml", 0, "byline", "By Meredith Jameson, Staff Reporter"),
    (f"{G2}/LISTING_2_NewsML-G2_Text_Document.xml", 0, "info_source", "Associated Press"),
    (f"{G2}/LISTING_2_NewsML-G2_Text_Document.xml", 0, "authors", ("Meredith Jameson",)),
    (f"{G2}/LISTING_2_NewsML-G2_Text_Document.xml", 0, "rights", "Copyright 2017-18 Acme News and Media LLC"),
    (f"{G2}/LISTING_3_Photo_in_NewsML-G2.xml", 0, "credit", "Getty Images"),
    (f"{G2}/LISTING_3_Photo_in_NewsML-G2.xml", 0, "places", ("subject", "Las Vegas", "US")),
    (f"{G2}/LISTING_26_Embedded_photo_metadata_fields_mapped_to_NewsML-G2.xml", 0, "urgency", "4"),
    (f"{G2}/LISTING_26_Embedded_photo_metadata_fields_mapped_to_NewsML-G2.xml", 0, "alt_ids", (("systemref", "SAD02"),)),
    (f"{G2}/LISTING_26_Embedded_photo_metadata_fields_mapped_to_NewsML-G2.xml", 0, "credit", "Acme/John Smith"),
    (f"{NINJS}/tools/xslt/NTB_nitf_sample.xml", 0, "guid", "NTB5df9281a-a270-4dc5-a618-869bbc3bbca7_00"),
    (f"{NINJS}/tools/xslt/NTB_nitf_sample.xml", 0, "dateline", "Unnao"),
    (f"{NINJS}/tools/xslt/NTB_nitf_sample.xml", 0, "places", ("event", "India", None)),
    (f"{NINJS}/tools/xslt/NTB_nitf_sample.xml", 0, "subjects", ("Sykdom", "07001000", SUBJ)),
    (f"{NINJS}/tools/xslt/NTB_nitf_sample.xml", 0, "urgency", "5"),
    (f"{NINJS}/tools/xslt/afp.com_newsml1.2_sample.xml", 0, "guid", "urn:newsml:afp.com:20210516T080625Z:TX-PAR-WGF71"),
    (f"{NINJS}/tools/xslt/afp.com_newsml1.2_sample.xml", 0, "places", ("dateline", "Gaza City", "PSE")),
    (f"{NINJS}/tools/xslt/afp.com_newsml1.2_sample.xml", 0, "dateline", "Gaza City, Palestinian Territories, May 16, 2021 (AFP) -"),
    (f"{NINJS}/tools/xslt/TT_newsmlg2_sample.xml", 1, "headline", 'Jan Guillou skriver på ny "Hamilton"-bok'),
    (f"{NINJS}/tools/xslt/TT_newsmlg2_sample.xml", 1, "language", "sv"),
    (f"{NINJS}/examples/1.4/ninjsExMediumText1.json", 0, "byline", "Paulo Santalucia and Frances d'Emilio"),
    (f"{NINJS}/examples/1.4/ninjsExMediumText1.json", 0, "places", ("located", "Grossetto, Italy", None)),
    (f"{NINJS}/examples/1.4/ninjsExMediumText1.json", 0, "places", ("subject", "Italy", "IT")),
    (f"{NINJS}/examples/3.0/ntb_text.json", 0, "ed_note", "Noe utvidet."),
    (f"{NINJS}/examples/3.0/ntb_text.json", 0, "version", "6"),
    (f"{NINJS}/examples/3.0/dpa_text.json", 0, "byline", "Von Christian Hollmann, dpa"),
    (f"{NINJS}/examples/3.0/tt_text_image_3.json", 0, "genre", "Inrikes"),
    (
        f"{NINJS}/examples/3.0/tt_text_image_3.json",
        0,
        "alt_ids",
        (("originaltransmissionreference", "a0f2d045-1058-46d1-9f9a-ad80ed1bc86f"),),
    ),
]


def results_of(path: Path) -> list[Item | ParseError]:
    document = Document(feed_id="iptc", uri=path.as_uri(), fetched_at=datetime(2026, 1, 1, tzinfo=UTC), payload=path.read_bytes())
    return list(parse(document))


@pytest.mark.parametrize(("name", "entry", "field", "value"), TABLE, ids=lambda one: str(one)[-40:])
def test_field(name: str, entry: int, field: str, value: object) -> None:
    item = results_of(Path(CORPUS or "", "wire-iptc", name))[entry]
    assert isinstance(item, Item)
    if field == "places":
        assert value in [(place.role, place.name, place.country) for place in item.places]
    elif field == "subjects":
        assert value in [(one.name, one.code, one.scheme) for one in item.subjects]
    else:
        assert getattr(item, field) == value


def test_every_entry_ends_and_reads_again_alike() -> None:
    ends: Counter[str] = Counter()
    for path in sorted(Path(CORPUS or "", "wire-iptc").rglob("*")):
        if not path.is_file() or path.suffix not in (".xml", ".json"):
            continue
        try:
            results = results_of(path)
        except ParseError as error:
            ends[f"document {error.reason}"] += 1
            continue
        assert [one.entry for one in results] == list(range(len(results)))
        items = [one for one in results if isinstance(one, Item)]
        assert items == [one for one in results_of(path) if isinstance(one, Item)]
        assert all(item.guid for item in items)
        ends.update("item" if isinstance(one, Item) else f"entry {one.reason}" for one in results)
    assert ends["item"] > 150
    assert not any("bug" in end for end in ends)
