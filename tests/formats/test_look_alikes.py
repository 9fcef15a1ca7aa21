"""What looks like something that is read, and is something else: a text in two forms, a failure without entries, a list in short lines."""

import json
from datetime import UTC, datetime

import pytest

from newsbeam.connectors.formats import parse
from newsbeam.connectors.formats.wire_lines import parted
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, ParseError


def items(payload: str, name: str = "auto") -> list[Item | ParseError]:
    return list(
        parse(Document(feed_id="quay", uri="u", fetched_at=datetime(2026, 11, 30, tzinfo=UTC), payload=payload.encode()), name)
    )


NEWSML1 = """<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>quay.example</ProviderId><DateId>20261130</DateId>
<NewsItemId>7</NewsItemId><RevisionId PreviousRevision="0" Update="N">1</RevisionId><PublicIdentifier>urn:newsml:quay.example:20261130:7:1</PublicIdentifier>
</NewsIdentifier></Identification><NewsComponent><NewsLines><HeadLine>Ferry sails</HeadLine></NewsLines>
<NewsComponent><Role FormalName="Lead"/><ContentItem><DataContent>The ferry is back.</DataContent></ContentItem></NewsComponent>
<NewsComponent EquivalentsList="yes"><Role FormalName="Body"/>
<ContentItem><MediaType FormalName="Text"/><DataContent><p>It sails at <b>noon</b>, its captain said on Monday.</p></DataContent></ContentItem>
<ContentItem><MediaType FormalName="Text"/><DataContent>It sails at noon.</DataContent></ContentItem>
</NewsComponent></NewsComponent></NewsItem></NewsML>"""


def test_a_part_in_two_forms_is_one_part():
    (item,) = items(NEWSML1)
    assert isinstance(item, Item)
    assert (item.body or "").count("sails at") == 1
    assert "The ferry is back." in (item.body or "")


@pytest.mark.parametrize("beside", [{}, {"_links": {}, "_meta": {"total": 0}}, {"total": 0, "next": None}])
def test_an_answer_with_nothing_in_it_is_a_feed_without_entries(beside):
    assert items(json.dumps({"items": []} | beside)) == []


@pytest.mark.parametrize(
    "beside", [{"status": 401, "detail": "invalid token"}, {"code": "RATE_LIMIT"}, {"fault": {"faultstring": "x"}}]
)
def test_one_that_says_why_is_none(beside):
    """A key that is lost must not look like a quiet day."""
    with pytest.raises(ParseError):
        items(json.dumps({"items": []} | beside))


def test_an_indent_parts_wrapped_lines_and_leaves_a_list_of_short_ones_as_it_is():
    wrapped = (
        "The ferry crossed the lake again on Monday after nine days in\nwhich traders had waited on its banks with their crates.\n"
        "\tIts captain said that the engine had been mended by two sisters\nfrom the village, and that fares stay."
    )
    assert parted(wrapped).count("\n\n") == 1
    results = "The ferry is back.\nIt sails at noon.\n\tTickets cost two crowns.\nChildren pay half.\nDogs travel free."
    assert parted(results) == results


TORN = """<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:georss="http://www.georss.org/georss" xmlns:gml="http://www.opengis.net/gml">
<channel><title>Quay</title>
<item><title>One</b></title><guid>1</guid><media:location><gml:Point><gml:pos>1 1</gml:pos></gml:Point></item>
<item><title>Two</b></title><guid>2</guid><georss:point>2 2</georss:point></item></channel></rss>"""


def test_a_point_stays_in_its_entry_where_a_pictures_place_has_no_end():
    found = {one.guid: one for one in items(TORN) if isinstance(one, Item)}
    assert "1" not in str(found["2"].places)
    assert "2" in str(found["2"].places)


def test_news_objects_one_a_line_are_as_many():
    lines = [json.dumps({"uri": f"urn:q:{n}", "pubstatus": "usable", "headline": f"Ferry {n} sails"}) for n in range(3)]
    for between in ("\n", "\r\n\r\n"):
        found = items(between.join(lines) + between)
        assert [one.guid for one in found] == [f"urn:q:{n}" for n in range(3)]
    with pytest.raises(ParseError):
        items("\n".join([*lines, '{"uri": ']))
