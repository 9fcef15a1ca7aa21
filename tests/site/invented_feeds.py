"""Feeds that the pages are made of."""

from pathlib import Path

FEED = '<rss version="2.0"><channel><title>{name}</title><link>https://{name}.example/</link><description>d</description>{items}</channel></rss>'
ITEM = (
    "<item><guid isPermaLink='false'>{guid}</guid><title><![CDATA[{title}]]></title><link>{link}</link>"
    "<pubDate>{at}</pubDate><description><![CDATA[{text}]]></description></item>"
)


def item(guid: str, title: str, text: str, *, hour: int = 9, link: str = "https://kestrel.example/a") -> str:
    return ITEM.format(guid=guid, title=title, text=text, link=link, at=f"Tue, 10 Mar 2026 {hour:02}:15:00 GMT")


def write(folder: Path, feeds: dict[str, list[str]]) -> None:
    for name, items in feeds.items():
        (folder / f"{name}.xml").write_text(FEED.format(name=name, items="".join(items)), encoding="utf-8")
