"""A seeded workload: feeds of 50 items as providers send them, in many languages, encodings, formats and date dialects.

A third of the items have HTML bodies, a tenth are exact copies of another provider's item, 15 % are near copies (cut,
prefixed by the desk, with a boilerplate tail). The same seed gives the same bytes. Markup is about as dense as in feeds
recorded from the web (3.4 kB, 42 tags of XML and as many of escaped HTML an item there).
"""

import gzip
import os
import random
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

import phrases

PER_FEED = 50
DAYS = 3
NOW = datetime(2026, 3, 4, 18, tzinfo=UTC)
EXACT, NEAR, HTML = 0.10, 0.15, 1 / 3
COPIED_FROM = 2000
"""A copy is of one of so many items told last."""
LOOSE = 0.75
"""How many of our own sentences are words in any order. From templates alone each text would have 23 others to be held
against; a text of 217 recorded feeds has 5.0 (near-duplicates' candidates, `newsbeam.pipeline.near.candidates`)."""
_ENCODINGS = {
    "ru": ("windows-1251", "koi8-r"), "de": ("iso-8859-1",), "fr": ("iso-8859-15",), "es": ("windows-1252",),
    "ar": ("windows-1256",), "zh": ("gb18030",), "ja": ("shift_jis", "euc-jp"), "en": ("utf-16", "windows-1252"),
}  # fmt: skip
_WEIGHTS = {"en": 14, **dict.fromkeys(("ar", "de", "es", "fr", "hi", "it", "ja", "pt", "ru", "tr", "ur", "zh"), 3)}
"""How often a language speaks; the others once: English most, then what the large agencies write."""
_ZONES = (("GMT", 0), ("EST", -5), ("PKT", 5), ("+0530", 5.5), ("CET", 1), ("+0900", 9))


@dataclass(frozen=True, slots=True)
class Entry:
    """What an item says, before a format writes it down."""

    guid: str
    url: str
    headline: str
    paragraphs: tuple[str, ...]
    created: datetime
    html: bool
    categories: tuple[str, ...]


def write(folder: Path, items: int, *, seed: int = 1, again: int = 0, days: int = DAYS) -> Path:
    """Write the feeds and their `feeds.toml` into `folder`, and give its path.

    `again`: the feeds of a later poll, each with that many new items before the ones that are known. `days`: the time that
    the items tell of; a feed's lie within three days, and the feeds follow each other, as in an archive.
    """
    folder.mkdir(parents=True, exist_ok=True)
    say = _speaker(random.Random(seed))
    dice = random.Random(seed + 1)
    entries: list[Entry] = []
    tables = []
    for number in range(-(-items // PER_FEED)):
        language = dice.choices(say.languages, [_WEIGHTS.get(one, 1) for one in say.languages])[0]
        now = NOW - timedelta(days=days - DAYS) * (1 - number * PER_FEED / items)
        feed = [_entry(dice, say, language, number, n, entries, now) for n in range(min(PER_FEED, items - number * PER_FEED))]
        entries = [*entries[-COPIED_FROM:], *feed]
        if again:
            later = random.Random(seed * 7919 + number)
            fresh = [_entry(later, say, language, number, PER_FEED + n, [], now) for n in range(again)]
            feed = fresh + feed[: PER_FEED - again]
        name = f"feed-{number:05}.xml"
        encoding = dice.choice(_ENCODINGS[language]) if language in _ENCODINGS and dice.random() < 0.25 else "utf-8"
        kind = dice.choices((_rss, _atom, _rdf), (70, 25, 5))[0]
        text = kind(feed, language, encoding, random.Random(seed * 104729 + number))
        (folder / name).write_bytes(text.encode(encoding, "xmlcharrefreplace"))
        home = phrases.PLACES[number % len(phrases.PLACES)][1]
        tables.append(
            f'[[feed]]\nid = "feed-{number:05}"\npath = "{name}"\nprovider = "provider-{number % 97}"\nhome_country = "{home}"\n'
        )
    (folder / "feeds.toml").write_text("\n".join(tables), encoding="utf-8")
    return folder / "feeds.toml"


def _entry(
    dice: random.Random, say: "_Speaker", language: str, feed: int, number: int, earlier: list[Entry], now: datetime
) -> Entry:
    guid = f"https://news{feed % 97}.example/{language}/{feed}/{number}-{dice.randrange(10**6)}"
    when = now - timedelta(minutes=dice.randrange(DAYS * 24 * 60))
    html = dice.random() < HTML
    categories = tuple(dice.sample(("Politics", "Business", "Sport", "Science", "World", "Health"), dice.randrange(3)))
    copy = dice.random()
    if earlier and copy < EXACT + NEAR:
        original = earlier[-1 - dice.randrange(min(len(earlier), COPIED_FROM))]
        paragraphs = original.paragraphs if copy < EXACT else _altered(dice, original.paragraphs)
        headline = original.headline if copy < EXACT else f"{say.sentence(dice, language)[:70]}"
        when = min(now, original.created + timedelta(minutes=dice.randrange(1, 600)))
        return Entry(guid, guid, headline, paragraphs, when, html, categories)
    length = min(4000, max(300, int(dice.lognormvariate(7.1, 0.6))))
    paragraphs = []
    while sum(map(len, paragraphs)) < length:
        paragraphs.append(" ".join(say.sentence(dice, language) for _ in range(dice.randrange(1, 4))))
    if dice.random() < 0.5:
        place = dice.choice(phrases.PLACES)[0]
        paragraphs[0] = f"{place.upper()}, {when:%b} {when.day} (Agency) - {paragraphs[0]}"
    return Entry(guid, guid, say.sentence(dice, language)[:90], tuple(paragraphs), when, html, categories)


def _altered(dice: random.Random, paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    way = dice.randrange(4)
    if way == 0 and len(paragraphs) > 1:
        return paragraphs[: max(1, len(paragraphs) * 2 // 3)]
    if way == 1:
        return ("By our correspondent.", *paragraphs)
    if way == 2:
        return (*paragraphs, "Sign up for the newsletter and follow us for more news every day of the week.")
    return (paragraphs[0], *dice.sample(paragraphs[1:], len(paragraphs) - 1))


class _Speaker:
    def __init__(self, sentences: dict[str, list[str]]) -> None:
        self._sentences = sentences
        self._words: dict[str, list[str]] = {}
        self.languages = sorted(sentences)

    def _loose(self, dice: random.Random, language: str) -> str:
        """A sentence of the language's own words in any order: four that follow each other hardly ever do so again."""
        if language not in self._words:
            plain = [re.sub(r"\{\w+\}", " ", one) for one in self._sentences[language]]
            spaced = sum(one.count(" ") for one in plain) > 5 * len(plain)
            self._words[language] = [word for one in plain for word in (one.split() if spaced else re.findall(r"\w\w?", one))]
        words = dice.choices(self._words[language], k=dice.randrange(8, 22))
        return f"{(' ' if ' ' in self._sentences[language][0] else '').join(words).strip(' .,')}."

    def sentence(self, dice: random.Random, language: str) -> str:
        template = dice.choice(self._sentences[language])
        if "{" in template and dice.random() < LOOSE:
            return self._loose(dice, language)
        if "{" not in template:
            # A sentence of an evaluation set is told with a fact of its own, or thousands of items would be copies.
            return f"{template} ({dice.choice(phrases.PEOPLE)}, {dice.randrange(10**5)})" if dice.random() < 0.3 else template
        return phrases.filled(template, dice)


def _speaker(dice: random.Random) -> _Speaker:
    """Real sentences where `NEWSBEAM_EVAL` names the folder of `langid.tsv.gz`, else those of `phrases`."""
    folder = os.environ.get("NEWSBEAM_EVAL")
    found: dict[str, list[str]] = defaultdict(list)
    if folder and (path := Path(folder) / "langid.tsv.gz").exists():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                language, _, sentence = line.rstrip("\n").partition("\t")
                if "{" not in sentence and sentence.isprintable():
                    found[language].append(sentence)
    else:
        found.update({language: list(known) for language, known in phrases.SENTENCES.items()})
    for known in found.values():
        dice.shuffle(known)
    return _Speaker(dict(found))


def _rfc822(dice: random.Random) -> Callable[[datetime], str]:
    name, hours = dice.choice(_ZONES)
    zone = timezone(timedelta(hours=hours))
    if name.startswith("+"):
        return lambda at: format_datetime(at.astimezone(zone))
    if dice.random() < 0.2:
        return lambda at: at.astimezone(zone).strftime(f"%d %b %Y %H:%M {name}")  # RFC 822 lets the day's name and seconds go
    return lambda at: at.astimezone(zone).strftime(f"%a, %d %b %Y %H:%M:%S {name}")


def _iso(dice: random.Random) -> Callable[[datetime], str]:
    way = dice.randrange(3)
    if way == 0:
        return lambda at: at.strftime("%Y-%m-%dT%H:%M:%SZ")
    if way == 1:
        return lambda at: at.astimezone(timezone(timedelta(hours=2))).isoformat()
    return lambda at: at.strftime("%Y-%m-%dT%H:%M:%S.000+00:00")


def _body(entry: Entry) -> str:
    if not entry.html:
        return "\n\n".join(entry.paragraphs)
    # As recorded feeds have it: wrappers, a figure, links and emphasis in the running text, a list of what else to read.
    parts = [
        (
            '<div class="article-body"><figure class="wp-block-image"><a href="https://img.example/a.jpg"><img src="https://img.example/'
            'a-640.jpg" srcset="https://img.example/a-320.jpg 320w" alt="" width="640" height="426" loading="lazy"/></a>'
            "<figcaption>File photo &copy; Agency</figcaption></figure>"
        )
    ]
    for number, one in enumerate(entry.paragraphs):
        words = escape(one).split(" ")
        if len(words) > 6:
            words[2] = f'<a href="https://news.example/tag/{number}?utm_source=rss" rel="nofollow">{words[2]}</a>'
            words[4] = f"<em>{words[4]}</em>"
        text = " ".join(words)
        parts.append(f'<p class="lead"><strong>{text}</strong></p>' if number == 0 else f'<p style="margin:0">{text}&nbsp;</p>')
    parts.append(f'<blockquote><p><span class="quote">&ldquo;{escape(entry.headline)}&rdquo;</span><br/></p></blockquote>')
    others = "".join(f'<li><a href="{escape(entry.url)}/{n}">{escape(entry.headline[:40])}</a></li>' for n in range(3))
    parts.append(f'<ul class="related">{others}</ul><p>Read <a href="{escape(entry.url)}?utm_medium=feed">more</a></p></div>')
    return "\n".join(parts)


def _rss(entries: list[Entry], language: str, encoding: str, dice: random.Random) -> str:
    say = _rfc822(dice)
    items = []
    for entry in entries:
        body = _body(entry)
        dice = random.Random(entry.guid)  # what a later poll must repeat
        text = f"<![CDATA[{body}]]>" if entry.html else escape(body)
        full = dice.random() < 0.5
        tag = "content:encoded" if full else "description"
        summary = f"<description>{escape(entry.paragraphs[0][:200])}</description>" if full else ""
        categories = "".join(f"<category>{one}</category>" for one in entry.categories)
        items.append(
            f'<item><title>{escape(entry.headline)}</title><link>{escape(entry.url)}</link><guid isPermaLink="true">'
            f"{escape(entry.guid)}</guid><pubDate>{say(entry.created)}</pubDate><dc:creator>{dice.choice(phrases.PEOPLE)}"
            f"</dc:creator>{categories}{summary}<{tag}>{text}</{tag}><comments>{escape(entry.url)}#comments</comments>"
            f'<media:content url="https://img.example/a.jpg" medium="image" width="640" height="426"><media:title>Photo</media:title>'
            f'<media:credit role="photographer">Agency</media:credit></media:content><media:thumbnail url="https://img.example/t.jpg"/>'
            f'<enclosure url="https://img.example/a.jpg" type="image/jpeg" length="48213"/></item>'
        )
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:media="http://search.yahoo.com/mrss/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Example {language}</title><link>https://news.example/</link>'
        f"<description>News</description><language>{language}</language>\n" + "\n".join(items) + "\n</channel></rss>\n"
    )


def _atom(entries: list[Entry], language: str, encoding: str, dice: random.Random) -> str:
    say = _iso(dice)
    items = [
        f"<entry><id>{escape(entry.guid)}</id><title>{escape(entry.headline)}</title>"
        f'<link rel="alternate" type="text/html" href="{escape(entry.url)}"/><link rel="replies" href="{escape(entry.url)}#c"/><updated>{say(entry.created)}</updated>'
        f"<published>{say(entry.created)}</published><author><name>{random.Random(entry.guid).choice(phrases.PEOPLE)}</name></author>"
        f'<content type="{"html" if entry.html else "text"}">{escape(_body(entry))}</content></entry>'
        for entry in entries
    ]
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">'
        f"<id>https://news.example/</id><title>Example {language}</title><updated>{say(NOW)}</updated>\n"
        + "\n".join(items)
        + "\n</feed>\n"
    )


def _rdf(entries: list[Entry], language: str, encoding: str, dice: random.Random) -> str:
    say = _iso(dice)
    items = [
        f'<item rdf:about="{escape(entry.guid)}"><title>{escape(entry.headline)}</title><link>{escape(entry.url)}</link>'
        f"<dc:date>{say(entry.created)}</dc:date><description>{escape(_body(entry))}</description></item>"
        for entry in entries
    ]
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="https://news.example/"><title>Example</title><link>https://news.example/</link>'
        f"<description>News</description><dc:language>{language}</dc:language></channel>\n" + "\n".join(items) + "\n</rdf:RDF>\n"
    )
