"""What commands share in reading their words: times, folders, and the error for a word that makes no sense."""

import argparse
from datetime import UTC, date, datetime
from pathlib import Path


def moment(text: str) -> datetime:
    """A time of the command line: ISO 8601; without a zone it is UTC; a day is its midnight."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; write it like 2026-05-04T12:00:00Z") from None
    if not 1900 <= found.year <= 9000:  # what is reckoned from it, days on and back, must be times too
        raise argparse.ArgumentTypeError(f"{text!r}: no time for a run; write one like 2026-05-04T12:00:00Z")
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def day(text: str) -> date:
    """A day of the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it like 2026-03-10") from None


MOST_ROWS = 10**9


def row_count(text: str) -> int:
    """How many rows, from none on."""
    if not text.isascii() or not text.isdigit() or int(text) > MOST_ROWS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of rows; write one from 0 to {MOST_ROWS}")
    return int(text)


def entries(text: str) -> int:
    """How many entries, from one on."""
    found = row_count(text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r}: a batch holds at least one entry")
    return found


def port(text: str) -> int:
    """A TCP port of this machine; 0: any free one."""
    if not text.isascii() or not text.isdigit() or int(text[:9]) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; write a number from 0 to 65535")
    return int(text)


def now() -> datetime:
    """The clock enters here."""
    return datetime.now(UTC)


def place(text: str) -> str:
    """A folder of the command line, or a store's address."""
    if not text:
        raise argparse.ArgumentTypeError("names no place; is a variable of the shell not set?")
    if text.rstrip("/").endswith(":") and "/" in text:
        raise argparse.ArgumentTypeError(f"{text}: names no bucket; write {text.partition(':')[0]}://bucket/prefix")
    return text


def folder(text: str) -> Path:
    """A folder of the command line."""
    return Path(place(text))


def add_out(parser: argparse.ArgumentParser) -> None:
    """`--out`: the output root, the same word in every command."""
    parser.add_argument("--out", type=folder, default=Path("out"), metavar="DIR", help="the output root (default: out)")


def add_feeds(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    """`--feeds`: the feed list."""
    parser.add_argument(
        "--feeds", type=Path, metavar="FILE", required=required, help="the feed list, TOML or OPML (default: feeds.toml)"
    )


def add_due_none(parser: argparse.ArgumentParser) -> None:
    """`--due none` of the commands that run for ever: others poll."""
    parser.add_argument(
        "--due", choices=("now", "none"), default="now", help="poll what is due (now), or nothing (none): `newsbeam poll` does it"
    )


def add_runner(parser: argparse.ArgumentParser) -> None:
    """`--runner`: what carries the stages (`pipeline/runners/named.py`)."""
    parser.add_argument(
        "--runner",
        metavar="NAME",
        help="what carries the stages: direct (the default: Beam's direct runner, in this process), inline (a plain loop without "
        "Beam, for small machines: 60 MB and half a second less a run), processes, prism, portable, or the name of a Beam runner; "
        "NEWSBEAM_RUNNER names another default; what follows `--` goes to Beam",
    )


def add_batch_entries(parser: argparse.ArgumentParser) -> None:
    """`--batch-entries`: what a batch may hold."""
    parser.add_argument(
        "--batch-entries",
        type=entries,
        metavar="N",
        help="entries that a batch may hold (default: 12,000 where one machine has it, 100,000 on a cluster)",
    )


def add_otlp(parser: argparse.ArgumentParser) -> None:
    """`--otlp`: push metrics to an OpenTelemetry collector."""
    parser.add_argument(
        "--otlp",
        action="store_true",
        help="push the metrics, and a span a run, to the OpenTelemetry collector of OTEL_EXPORTER_OTLP_ENDPOINT (the extra otlp)",
    )


def feed_list(given: Path | None) -> Path:
    """The feed list that is meant: the one named, else feeds.toml of this folder."""
    return given if given is not None else Path("feeds.toml")
