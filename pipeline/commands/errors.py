"""From an error to one line and an exit code: the answer that bad input gets."""

import argparse
import logging
import os
import sys
from collections.abc import Callable

EXIT_FAILED, EXIT_CONFIG, EXIT_STATE, EXIT_SUMS, EXIT_LOCKED = 1, 2, 3, 4, 75


def answered(run: Callable[[argparse.Namespace], int], arguments: argparse.Namespace) -> int:
    """Run a command; a fault that the user can mend is one line on stderr, anything else is a bug and shows its trace."""
    quieten()
    try:
        return run(arguments)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        sys.stderr.write("newsbeam: interrupted; nothing is lost: the next run goes on where this one stopped\n")
        return 130
    except Exception as error:
        code = _code(error)
        if code is None:
            raise
        sys.stderr.write(f"newsbeam: {_one_line(error)}\n")
        return code


def quieten() -> None:
    """Let our own warnings through, and of the libraries only errors. Called once in each process."""
    logging.basicConfig(format="newsbeam: %(message)s", level=logging.WARNING)
    for noisy in ("root", "apache_beam", "dateparser", "trafilatura"):
        # Beam warns through the root logger of optional packages that nobody asked for.
        logging.getLogger(None if noisy == "root" else noisy).setLevel(logging.ERROR)
    logging.getLogger("newsbeam").setLevel(logging.WARNING)


def _code(error: Exception) -> int | None:
    """The exit code of an expected error; None: a bug. Imported late: an error is no reason to load everything first."""
    from newsbeam.connectors.catalog.feed_list import ConfigError
    from newsbeam.connectors.polling.crawl import NoContactError
    from newsbeam.connectors.state.database import StateError
    from newsbeam.pipeline.commands.arguments import UsageError
    from newsbeam.pipeline.dataset.output import LockHeld, OutputError
    from newsbeam.pipeline.runners.named import EngineError
    from newsbeam.pipeline.runs.conservation import ConservationError

    if isinstance(error, (ConfigError, EngineError, NoContactError, UsageError)):
        return EXIT_CONFIG
    if isinstance(error, LockHeld):
        return EXIT_LOCKED
    if isinstance(error, ConservationError):
        return EXIT_SUMS
    if isinstance(error, (OutputError, StateError, OSError)):
        return EXIT_STATE
    return None


def _one_line(error: Exception) -> str:
    from pathlib import Path

    from newsbeam.pipeline.dataset.output import refusal

    text = refusal(Path(), error) if isinstance(error, OSError) and error.errno is not None else str(error)
    return " ".join(text.split())
