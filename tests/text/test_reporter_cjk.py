"""Chinese leads that name their reporter, and what looks like them."""

import pytest

from newsbeam.pipeline.text import dateline
from newsbeam.pipeline.text.persons_cjk import names
from newsbeam.pipeline.text.written_by import at_dateline

_TEXT = "市府昨天表示，湖邊的新碼頭下個月開放，漁民已經等了很久，屆時歡迎民眾一同參加。"


@pytest.mark.parametrize(
    ("printed", "place", "country", "writers"),
    [
        ("【記者周志明/新竹報導】", "新竹", "TW", "周志明"),
        ("【記者周志明、林小華高雄報導】", "高雄", "TW", "周志明、林小華"),
        ("記者周志明◎臺南報導 ", "台南", "TW", "周志明"),
        ("湖畔网讯（记者 周志明）", None, None, "周志明"),
        ("本报讯 （记者周 明）", None, None, "周明"),
    ],
)
def test_lead_with_its_reporter(printed: str, place: str | None, country: str | None, writers: str) -> None:
    found = dateline.split(printed + _TEXT)
    assert found is not None
    assert (found.text, found.place, found.country) == (printed, place, country)
    assert at_dateline(found, _TEXT)[0] == writers


@pytest.mark.parametrize(
    "printed",
    [
        "【記者會重點報導】",
        "【記者節特別報導】",
        "記者在高雄報導 ",
        "記者周志明報導 ",
        "湖畔網訊 ",
        "本报讯 ",
        "湖畔网讯（记者站 高雄）",
        "记者从市府高雄报道 ",
    ],
)
def test_no_reporter_no_lead(printed: str) -> None:
    assert dateline.split(printed + _TEXT) is None


def test_writer_and_town_parted_by_a_ring_or_a_stroke() -> None:
    assert names("記者周志明◎臺南報導") == names("記者周志明\\臺南報導") == ["周志明"]
