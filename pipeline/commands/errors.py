"""From an error to one line and an exit code: the answer that bad input gets."""

import argparse
import os
import sys
from collections.abc import Callable

from newsbeam.pipeline.commands.logs import log_level, start_logging
from newsbeam.pipeline.report.harmless import plain
from newsbeam.schemas.errors import NewsbeamError, OutputError


def answered(run: Callable[[argparse.Namespace], int], arguments: argparse.Namespace) -> int:
    """Run a command; a fault that the user can mend is one line on stderr, anything else is a bug and shows its trace."""
    start_logging(getattr(arguments, "log_format", "text"), log_level(arguments))
    try:
        return run(arguments)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        sys.stderr.write("newsbeam: interrupted; nothing is lost: the next run goes on where this one stopped\n")
        return 130
    except NewsbeamError as error:
        return _answer(str(error), error.exit_code)
    except OSError as error:
        from newsbeam.pipeline.dataset.output import refusal

        return _answer(refusal(None, error, getattr(arguments, "out", None)), OutputError.exit_code)
    except Exception as error:
        from newsbeam.pipeline.dataset.query import unreadable

        if (said := unreadable(getattr(arguments, "out", "the output"), error)) is None:
            raise
        return _answer(said, OutputError.exit_code)


def _answer(text: str, code: int) -> int:
    sys.stderr.write(f"newsbeam: {plain(' '.join(text.split()))}\n")
    return code
