"""From an error to one line and an exit code: the answer that bad input gets."""

import argparse
import logging
import os
import sys
from collections.abc import Callable

from newsbeam.schemas.errors import NewsbeamError, OutputError


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
    except NewsbeamError as error:
        return _told(str(error), error.exit_code)
    except OSError as error:
        from newsbeam.pipeline.dataset.output import refusal

        return _told(refusal(None, error), OutputError.exit_code)


def _told(text: str, code: int) -> int:
    sys.stderr.write(f"newsbeam: {' '.join(text.split())}\n")
    return code


def quieten() -> None:
    """Let our own warnings through, and of the libraries only errors. Called once in each process."""
    logging.basicConfig(format="newsbeam: %(message)s", level=logging.WARNING)
    for noisy in ("root", "apache_beam", "dateparser", "trafilatura"):
        # Beam warns through the root logger of optional packages that nobody asked for.
        logging.getLogger(None if noisy == "root" else noisy).setLevel(logging.ERROR)
    logging.getLogger("newsbeam").setLevel(logging.WARNING)
