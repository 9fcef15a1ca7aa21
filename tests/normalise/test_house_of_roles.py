"""Reuters' form of a line of roles names Reuters, in a feed's entry as in an archived text."""

import pytest

from newsbeam.pipeline.providers import NOTHING_KNOWN
from newsbeam.pipeline.text.clean_texts import texts_of
from newsbeam.pipeline.text.credited import credit_of
from newsbeam.pipeline.text.page.found import NO_PAGE
from newsbeam.schemas.item import Item


@pytest.mark.parametrize("field", ["body", "summary"])
def test_a_line_of_roles_names_the_house(field):
    text = "The old lighthouse is lit again.\n\n(Reporting by Ida Norum; Editing by Olav Vik)"
    item = Item(entry=0, format="rss_atom", headline="Lighthouse", markup=False, **{field: text})
    credit = credit_of(item, texts_of(item, NOTHING_KNOWN, None), NO_PAGE)
    assert credit is not None
    assert credit.origin_agency == "Reuters"
