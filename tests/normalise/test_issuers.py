"""A press-release wire hands on: the line of the source at a release's end names who issued it."""

import pytest

from newsbeam.pipeline.evaluate.releases import stories_of

TEXT = "A new ferry crosses the lake twice a day, and fares stay as they are for the rest of the year, its owner announced today."


@pytest.mark.parametrize(
    ("lead", "end", "origin", "distributor"),
    [
        ("ORTSEE, Oct. 5, 2020 /PRNewswire/ -- ", "SOURCE Lake Ferries Ltd.", "Lake Ferries Ltd.", "PR Newswire"),
        ("ORTSEE, Oct. 5, 2020 /CNW/ - ", "SOURCE Lake Ferries Ltd.\n\nFor further information: Jane Roe, 555-0100", "Lake Ferries Ltd.", "CNW"),
        ("ORTSEE, Oct. 05, 2020 (GLOBE NEWSWIRE) -- ", "Source: Lake Ferries Ltd.", "Lake Ferries Ltd.", "GlobeNewswire"),
        ("LUSAKA, Zambia, October 5, 2020/APO Group/ -- ", "Distributed by APO Group on behalf of the Ministry of Ports.", "Ministry of Ports", "APO Group"),
        # Nobody is named, or a wire itself; an agency's own report says where a company's figures are from.
        ("ORTSEE--(BUSINESS WIRE)--", "Contacts\n\nJane Roe", "Business Wire", "Business Wire"),
        ("ORTSEE, Oct. 5, 2020 /PRNewswire/ -- ", "SOURCE PR Newswire", "PR Newswire", "PR Newswire"),
        ("ORTSEE (Reuters) - ", "SOURCE Lake Ferries Ltd.", "Reuters", None),
    ],
)  # fmt: skip
def test_who_issued_a_release_is_its_origin(lead, end, origin, distributor):
    page = f" date 2020-10-05 \n\nNew ferry crosses the lake\n\n{lead}{TEXT}\n\nIt takes forty lorries, the owner said.\n\n{end}\n"
    story = next(iter(stories_of(page.encode(), "release.txt")))
    assert (story.origin_agency, story.distributor) == (origin, distributor)
