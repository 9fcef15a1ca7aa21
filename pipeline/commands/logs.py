"""How commands log: `--log-format text|json`, `--log-level`. The standard library's own means; one line an event, never two."""

import argparse
import json
import logging
import sys
from datetime import UTC, datetime

from newsbeam.pipeline.report.harmless import plain

LEVELS = ("debug", "info", "warning", "error")
FORMATS = ("text", "json")


def add_log_words(parser: argparse.ArgumentParser) -> None:
    """The two words, for every command alike."""
    parser.add_argument("--log-format", choices=FORMATS, default="text", help="how log lines are written on stderr (default: text)")
    parser.add_argument("--log-level", choices=LEVELS, help="what is logged (watch and stream: info)")


def log_level(arguments: argparse.Namespace) -> str:
    """The level that was asked for, else the command's own."""
    return str(getattr(arguments, "log_level", None) or getattr(arguments, "usual_log_level", "warning"))


def start_logging(form: str = "text", level: str = "warning") -> None:
    """Let our own words through from `level` on, and of the libraries only errors. Called once in each process."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text())
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    for noisy in ("root", "apache_beam", "dateparser", "trafilatura"):
        # Beam warns through the root logger of optional packages that nobody asked for.
        logging.getLogger(None if noisy == "root" else noisy).setLevel(logging.ERROR)
    logging.getLogger("newsbeam").setLevel(level.upper())


def _one_line(record: logging.LogRecord) -> str:
    text = record.getMessage()
    if record.exc_info:
        text += f": {record.exc_info[1]!r}"
    return " ".join(text.split())


def _at(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class _Text(logging.Formatter):
    """`2026-03-12T12:00:00.000Z INFO newsbeam: words`; a warning of a command that ends at once needs no clock. Fetched words may stand in it."""

    def format(self, record: logging.LogRecord) -> str:
        if logging.getLogger("newsbeam").level >= logging.WARNING:
            return f"newsbeam: {plain(_one_line(record))}"
        return f"{_at(record)} {record.levelname} newsbeam: {plain(_one_line(record))}"


class _Json(logging.Formatter):
    """One object a line: `at`, `level`, `logger`, `message`, and what the event adds by `extra={"event": {...}}`."""

    def format(self, record: logging.LogRecord) -> str:
        event = {"at": _at(record), "level": record.levelname.lower(), "logger": record.name, "message": _one_line(record)}
        event |= getattr(record, "event", {})
        return json.dumps(event, ensure_ascii=True, default=str)
