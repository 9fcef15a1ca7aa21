"""The words by which the reading commands filter rows, and the SQL that they become."""

import argparse
import sys
from collections.abc import Collection
from typing import Any, NamedTuple

from newsbeam.pipeline.commands.arguments import add_out, day
from newsbeam.pipeline.report.harmless import plain
from newsbeam.schemas.errors import UsageError


class Where(NamedTuple):
    """A WHERE clause (or nothing) and its parameters."""

    sql: str
    parameters: list[Any]


def add_filters(parser: argparse.ArgumentParser) -> None:
    """`--out` and the filters that every reading command knows."""
    add_out(parser)
    parser.add_argument("--since", type=day, metavar="DAY", help="stories first told on this day or later")
    parser.add_argument("--until", type=day, metavar="DAY", help="and on this day or before")
    parser.add_argument("--country", metavar="XX", help="ISO 3166-1 alpha-2, or ZZ for unknown")
    parser.add_argument("--provider", help="who delivered it")
    parser.add_argument("--feed", help="the feed's id")
    parser.add_argument("--language", help="BCP 47: ur; pt finds pt-BR too")
    parser.add_argument("--text", metavar="WORDS", help="in the headline or the text, whatever the case")
    parser.add_argument("--all-tellings", action="store_true", help="every telling, not only the last of each story")


def where_of(arguments: argparse.Namespace) -> Where:
    """The filters that were given, as SQL. Words of the command line are parameters, never SQL."""
    clauses: list[str] = []
    values: list[Any] = []

    def add(sql: str, *given: Any) -> None:
        if any(isinstance(one, str) and not _is_text(one) for one in given):
            raise UsageError(f"{given[0]!a}: is not UTF-8; a word of a filter is text")
        clauses.append(sql)
        values.extend(given)

    if arguments.since:
        add("date >= ?", arguments.since)
    if arguments.until:
        add("date <= ?", arguments.until)
    if arguments.country:
        add("country = ?", _country(arguments.country))
    if arguments.provider:
        add("provider = ?", arguments.provider)
    if arguments.feed:
        add("feed_id = ?", arguments.feed)
    if arguments.language:
        add("(lower(language) = lower(?) OR starts_with(lower(language), lower(?) || '-'))", arguments.language, arguments.language)
    if arguments.text:
        add("contains(lower(concat_ws(' ', headline, summary, body_text)), lower(?))", arguments.text)
    return Where(f"WHERE {' AND '.join(clauses)}" if clauses else "", values)


def _is_text(text: str) -> bool:
    """Whether it holds no bytes that Python could not decode from the command line."""
    return not any("\ud800" <= c <= "\udfff" for c in text)


def _country(text: str) -> str:
    """A country's code; for a name or an odd code the hint names the right one."""
    from newsbeam.connectors.catalog.keys import COUNTRIES
    from newsbeam.pipeline.text.places import country_code

    code = text.upper()
    if code in COUNTRIES or code == "ZZ":
        return code
    meant = country_code(text) or country_code(text.title())
    hint = f"did you mean {meant}?" if meant else "write ISO 3166-1 alpha-2, as PK, or ZZ for unknown"
    raise UsageError(f"--country {text}: no country's code; {hint}")


def table_of(arguments: argparse.Namespace) -> str:
    """The view that is meant."""
    return "stories" if arguments.all_tellings else "stories_current"


def refuse_misspelt(conn: Any, arguments: argparse.Namespace) -> None:
    """Where nothing was found: a word that no row has, and that is near one that some have, was meant otherwise; else stderr says so."""
    for option, column in (("provider", "provider"), ("feed", "feed_id"), ("language", "language")):
        word = getattr(arguments, option)
        if not word:
            continue
        known = [row[0] for row in conn.execute(f"SELECT DISTINCT {column} FROM stories").fetchall() if row[0]]  # noqa: S608 (our own names)
        if option == "language" and any(f"{one}-".lower().startswith(f"{word}-".lower()) for one in known):
            continue
        if near := near_words(word, known):
            raise UsageError(f"--{option} {word}: no row has it; did you mean {near}?")
        if word not in known:
            sys.stderr.write(f"newsbeam: --{option} {plain(word)}: no row has it\n")


def near_words(word: str, known: Collection[str]) -> str:
    """Those of the known words that a misspelt one may have meant, `a or b`; empty where it is one of them, or near none."""
    from difflib import get_close_matches

    return "" if word in known else " or ".join(get_close_matches(word, known, n=2, cutoff=0.6))
