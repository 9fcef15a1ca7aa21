"""Canonical addresses: what goes, what stays, and that two articles never become one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.pipeline.text.urls import article_url, canonical, registrable, same_site, twins


@pytest.mark.parametrize(
    ("url", "want"),
    [
        ("HTTPS://News.Example.com:443/A?id=1", "https://news.example.com/A?id=1"),
        ("http://example.com", "http://example.com/"),
        ("http://example.com:8080/a", "http://example.com:8080/a"),
        ("http://example.com/a?utm_source=x&id=7&fbclid=y", "http://example.com/a?id=7"),
        ("http://example.com/a?mtm_campaign=x&id=7&pk_kwd=y&hsa_cam=1&srsltid=z", "http://example.com/a?id=7"),
        ("http://example.com/a?wt_mc=rss.desk&wtrid=feed&wt_zmc=x&wt=7", "http://example.com/a?wt=7"),
        ("http://example.com/a?pk=7&sc=1&hsa=2", "http://example.com/a?pk=7&sc=1&hsa=2"),
        ("http://example.com/a?maca=en-rss-en-all&id=7&feedType=RSS&feedName=topNews", "http://example.com/a?id=7"),
        ("http://example.com/a?partner=rss&emc=rss", "http://example.com/a"),
        (
            "http://example.com/a?gad_source=1&id=7&utm_social-type=owned&itm_source=x&sfmc_id=3&elqTrackId=a",
            "http://example.com/a?id=7",
        ),
        (
            "http://example.com/a?_bhlid=1&ScCid=2&.tsrc=rss&__s=3&tblci=4&_branch_match_id=5&bxid=6&id=7",
            "http://example.com/a?id=7",
        ),
        ("http://example.com/a?src=rss&id=7&ref=rss&rss=1&from=rss", "http://example.com/a?id=7"),
        (
            "http://example.com/a?src=lima&ref=7&rss=2&from=20260303&cid=1",
            "http://example.com/a?src=lima&ref=7&rss=2&from=20260303&cid=1",
        ),
        (
            "http://example.com/a?gad=1&s=2&ke=3&elq=4&xt=5&trk=6&itm=7",
            "http://example.com/a?gad=1&s=2&ke=3&elq=4&xt=5&trk=6&itm=7",
        ),
        ("http://example.com/a?partner=acme&emc=2", "http://example.com/a?partner=acme&emc=2"),
        ("http://example.com/a?x=1&amp;id=7&#038;p=8&#x26;q=9", "http://example.com/a?x=1&id=7&p=8&q=9"),
        ("http://example.com/a?ID=1&Sort=b", "http://example.com/a?ID=1&Sort=b"),
        ("http://example.com/a;jsessionid=99?x=1", "http://example.com/a?x=1"),
        ("http://example.com/a#part", "http://example.com/a"),
        ("http://user:secret@example.com/a", "http://example.com/a"),
        ("http://example.com/ä b", "http://example.com/%C3%A4%20b"),
        ("http://example.com/%C3%A4", "http://example.com/%C3%A4"),
        ("http://[::1]/a", "http://[::1]/a"),
        ("  http://example.com/a\n", "http://example.com/a"),
        ("ftp://example.com/a", None),
        ("javascript:alert(1)", None),
        ("http://", None),
        ("http://exa mple.com/", None),
        ("http://example.com:99999/", None),
        ("", None),
        (None, None),
    ],
)
def test_canonical(url, want):
    assert canonical(url) == want


@given(
    st.builds(
        "http{}://{}{}/{}?{}#{}".format,
        st.sampled_from(["", "s"]),
        st.from_regex(r"[a-z]{1,8}\.(?:com|co\.uk|pk)", fullmatch=True),
        st.sampled_from(["", ":80", ":443", ":8080"]),
        st.text(max_size=20),
        st.lists(st.sampled_from(["id=1", "utm_medium=rss", "A=b", "gclid=3", "x"]), max_size=4).map("&".join),
        st.text(max_size=5),
    )
)
def test_canonical_of_canonical_is_itself(url):
    once = canonical(url)
    assert once is None or canonical(once) == once


def test_a_guid_stands_for_the_address_of_a_service_that_is_gone():
    guid = "https://lake.example/2026/ferry"
    assert article_url("http://feedproxy.google.com/~r/lake/~3/x/", None, guid) == guid
    assert article_url("https://lake.example/a", None, guid) == "https://lake.example/a"
    assert article_url("http://feedproxy.google.com/~r/lake/~3/x/", None, "lake-7") == "http://feedproxy.google.com/~r/lake/~3/x/"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://münchen.example/a", "https://xn--mnchen-3ya.example/a"),
        ("https://www.münchen.example/a/", "http://xn--mnchen-3ya.example/a"),
        ("https://озеро.рф:8080/a?p=1", "https://xn--e1aducj.xn--p1ai:8080/a?p=1"),
    ],
)
def test_a_host_in_its_own_letters_and_in_ascii(one, other):
    assert other in twins(one)
    assert one in twins(other)
    assert {one, *twins(one)} == {other, *twins(other)}, "whichever comes first, they have all their names in common"


@pytest.mark.parametrize(
    "url",
    [
        "https://faß.example/a",
        "https://xn--fa-hia.example/a",
        "https://xn--99999999999.example/a",
        "https://lake.example/xn--e1afkag/ä",
    ],
)
def test_a_host_that_is_not_sure_to_be_another_has_no_other_letters(url):
    hosts = {one.split("/")[2].removeprefix("www.") for one in twins(url)}
    assert hosts == {url.split("/")[2]}


def test_distinct_articles_stay_apart():
    urls = {
        f"https://{host}/{path}?{key}={n}"
        for n in range(400)
        for host in ("example.com", "m.example.com")
        for path in ("A", "a")
        for key in ("id", "ID", "p")
    }
    assert len({canonical(u) for u in urls}) == len(urls)


def test_a_claimed_address_counts_on_the_same_site_only():
    assert article_url("https://m.example.co.uk/a", "https://www.example.co.uk/a", None) == "https://www.example.co.uk/a"
    assert article_url("https://one.co.uk/a", "https://two.co.uk/a", None) == "https://one.co.uk/a"
    assert article_url(None, None, "https://one.co.uk/a?utm_source=x") == "https://one.co.uk/a"
    assert not same_site("https://one.com.pk/", "https://two.com.pk/")
    assert registrable("https://a.b.example.com/") == "example.com"
