"""A story: its tellings, each decision with its evidence, and the words of the dateline and of each name marked in the text."""

from collections.abc import Sequence
from typing import Any

from newsbeam.pipeline.report.harmless import plain
from newsbeam.pipeline.site.shell import link, page, safe, table
from newsbeam.pipeline.site.world import name_of

SAME = "same text as"


def story_page(tellings: Sequence[dict[str, Any]], cluster: Sequence[dict[str, Any]], written: frozenset[str]) -> str:
    """`story/<story_id>.html`. `tellings` are those of one story, the current one first."""
    now = tellings[0]
    headline = now["headline"] or "No headline"
    killed = now["pub_status"] != "usable"
    return page(
        headline,
        "",
        (
            f"<article{_language(now)}><h1>{safe(headline)}</h1>",
            f'<p class="soft">{safe(by_line(now))}; {time_of(now)}; {link(now["url"], "at the provider")}</p>',
            f'<p class="bad">{safe(now["pub_status"])}: {safe(now["ed_note"] or "taken back by its provider")}</p>'
            if killed
            else "",
            f"<p><mark>{safe(now['dateline_text'])}</mark></p>" if now["dateline_text"] else "",
            *marked_text(now),
            "</article>",
            "<h2>What was decided, and why</h2>",
            _decisions(now, written),
            "<h2>Evidence for countries</h2>",
            _evidence(now),
            "<h2>Tellings</h2>",
            _tellings(tellings),
            "<h2>Who else carries it</h2>" if len(cluster) > 1 else "",
            _cluster(cluster, now["story_id"], written) if len(cluster) > 1 else "",
        ),
        up="../",
    )


def _language(row: dict[str, Any]) -> str:
    return f' lang="{safe(row["language"])}" dir="auto"' if row["language"] else ' dir="auto"'


def by_line(row: dict[str, Any]) -> str:
    """The byline or the credit, and the provider where it is another word."""
    return "; ".join(dict.fromkeys(one for one in (row["byline"] or row["credit"], row["provider"]) if one))


def time_of(row: dict[str, Any]) -> str:
    """When it was told, as exactly as that is known."""
    if row["first_created"] is None:
        return "undated"
    day = row["first_created_precision"] == "day"
    return f"{row['first_created']:%d %B %Y}" if day else f"{row['first_created']:%d %B %Y, %H:%M} UTC"


def marks(row: dict[str, Any]) -> list[tuple[int, int, str, str]]:
    """(begin, end, kind, title) of the places and names in the row's text, each after the one before; `kind` is empty at a place.

    Offsets of a row count in headline, line feed, text (docs/design/dates-and-places.md#the-focus).
    """
    text = row["text"] or ""
    skipped = len(row["headline"] or "") + 1
    found: list[tuple[int, int, str, str]] = []
    for place in row["places"] or ():
        at = place["offset"] - skipped
        word = place["name"]
        end = at + len(word) if at >= 0 and text.startswith(word, at) else _word_end(text, at)
        found.append((at, end, "", f"{place['name']}, {name_of(place['country'] or 'ZZ')}"))
    for entity in row.get("entities") or ():
        forms = sorted((entity["name"], *(entity["forms"] or ())), key=len, reverse=True)
        for offset in entity["offsets"] or ():
            at = offset - skipped
            form = next((one for one in forms if at >= 0 and text.startswith(one, at)), None)
            found.append((at, at + len(form) if form else _word_end(text, at), "e", f"{entity['type']}: {entity['name']}"))
    apart: list[tuple[int, int, str, str]] = []
    for one in sorted(found):
        if one[0] >= (apart[-1][1] if apart else 0) and one[0] < one[1] <= len(text):
            apart.append(one)
    return apart


def marked_text(row: dict[str, Any]) -> list[str]:
    """The text's paragraphs, with the places (and other names) marked where the row says that they stand."""
    text, out, last = row["text"] or "", [], 0
    for at, end, kind, title in marks(row):
        style = f' class="{kind}"' if kind else ""
        out.append(_escaped(text[last:at]) + f'<mark{style} title="{safe(title)}">{_escaped(text[at:end])}</mark>')
        last = end
    out.append(_escaped(text[last:]))
    return [f"<p>{one}</p>" for one in "".join(out).split("\n\n") if one.strip()]


def _word_end(text: str, at: int) -> int:
    end = max(at, 0)
    while end < len(text) and (text[end].isalnum() or text[end] in "-'’"):
        end += 1
    return end


def _escaped(text: str) -> str:
    return "\n".join(safe(line) for line in text.split("\n"))


def decisions(row: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """What was decided of a row, and on what grounds, as plain words."""
    sure = f", {row['country_confidence']:.2f} sure" if row["country_confidence"] is not None else ""
    cluster = row["cluster_id"] or row["story_id"]
    subjects = ", ".join(f"{one['name'] or one['qcode']} ({one['basis']})" for one in row["subjects"] or ())
    dated = f"{time_of(row)}, to the {row['first_created_precision']}; sent as {row['first_created_raw']!r}, zone {row['first_created_zone_basis']}"
    return (
        ("id", f"{row['story_id']}, from {row['id_basis']}"),
        ("date", f"{row['date']}, from {row['date_basis']}"),
        ("time", dated if row["first_created"] is not None else "none was sent"),
        ("country", f"{name_of(row['story_country'])}, from {row['country_basis']}{sure}; in the partition of {row['country']}"),
        (
            "dateline",
            f"{row['dateline_place'] or 'no place'}, {name_of(row['dateline_country'] or 'ZZ')}"
            if row["dateline_text"]
            else "none",
        ),
        ("language", f"{row['language'] or 'not known'}, from {row['language_basis'] or 'nothing'}"),
        ("credit", row["credit"] or "none"),
        ("reported by", row["origin_agency"] or "its provider"),
        ("delivered by", row["distributor"] or row["provider"]),
        ("subjects", subjects or "none"),
        ("persons", ", ".join(row["persons"] or ()) or "none found"),
        ("organisations", ", ".join(row["organisations"] or ()) or "none found"),
        (SAME, "none before it" if cluster == row["story_id"] else f"{cluster} ({row['cluster_relation']})"),
        ("flags", ", ".join(row["quality_flags"] or ()) or "none"),
        ("bytes", row["landing_ref"] or "not landed"),
    )


def _decisions(row: dict[str, Any], written: frozenset[str]) -> str:
    def shown(name: str, words: str) -> str:
        cluster, _, relation = words.partition(" ")
        linked = name == SAME and cluster in written
        return f'<a href="{cluster}.html">{cluster}</a> {safe(relation)}' if linked else safe(words)

    return "<dl>" + "".join(f"<dt>{name}</dt><dd>{shown(name, words)}</dd>" for name, words in decisions(row)) + "</dl>"


def _evidence(row: dict[str, Any]) -> str:
    rows = [
        (safe(name_of(one["code"])), safe(one["role"]), safe(one["basis"]), f"{one['score']:.2f}", _evidence_words(one["evidence"]))
        for one in row["countries"] or ()
    ]
    if not rows:
        return '<p class="soft">Nothing speaks for a country.</p>'
    return table(("country", "role", "from", "score", "words"), rows, numbers=(3,), name="Evidence for countries")


def _evidence_words(evidence: object) -> str:
    """`Oman@238`: the words, and where in headline and text they stand."""
    words, at, offset = plain(evidence).rpartition("@")
    return f"{safe(words)} <span class=soft>at {offset}</span>" if at and offset.isdigit() else safe(evidence)


def _tellings(tellings: Sequence[dict[str, Any]]) -> str:
    rows = [
        (
            f"{one['revision']}",
            safe(one["revision_kind"]),
            safe(one["pub_status"]),
            f"{one['published_at']:%d %b %Y, %H:%M}",
            f'<span class="words">{safe(one["headline"])}</span>',
            f"{one['word_count'] or 0:,}",
        )
        for one in tellings
    ]
    return table(("no.", "kind", "status", "published, UTC", "headline", "words"), rows, numbers=(0, 5), name="Tellings")


def _cluster(cluster: Sequence[dict[str, Any]], story_id: str, written: frozenset[str]) -> str:
    rows = []
    for one in cluster:
        words = safe(one["headline"]) or "no headline"
        text = (
            f'<a href="{one["story_id"]}.html">{words}</a>' if one["story_id"] in written and one["story_id"] != story_id else words
        )
        alike = f"{one['cluster_similarity']:.2f}" if one["cluster_similarity"] is not None else ""
        rows.append(
            (f"{one['first_at']:%d %b, %H:%M}", safe(one["provider"]), text, safe(one["cluster_relation"] or "first"), alike)
        )
    return table(("first, UTC", "provider", "headline", "relation", "alike"), rows, numbers=(4,), name="Who else carries it")
