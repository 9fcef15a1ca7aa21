"""The command line. Beam, Arrow and DuckDB are imported by the commands that need them, so that `--help` answers at once.

Bad input ends in one line (the place, the thing, the way out) and an exit code of docs/operators.md: 0 ok, 1 some feeds
failed, 2 configuration, 3 disk or state, 4 conservation, 75 locked.
"""

import argparse
import sys
from collections.abc import Collection, Sequence
from functools import partial

from newsbeam.pipeline.commands import COMMANDS, PURPOSES, module_of
from newsbeam.pipeline.commands.logs import add_log_words
from newsbeam.pipeline.commands.parsers import Parser
from newsbeam.pipeline.commands.printable import name_files_in_utf8, print_anything


class _Top(Parser):
    """The parser of `newsbeam` itself: its help groups the commands by purpose."""

    def format_help(self) -> str:
        """The help of the whole program."""
        formatter = self.formatter_class(prog=self.prog)
        formatter.add_usage("%(prog)s COMMAND ...", [], [])
        formatter.add_text(self.description)
        for purpose, names in PURPOSES.items():
            formatter.start_section(purpose)
            formatter.add_arguments([argparse.Action([], dest=name, help=COMMANDS[name], metavar=name) for name in names])
            formatter.end_section()
        formatter.start_section("options")
        formatter.add_arguments([word for word in self.words if word.option_strings])
        formatter.end_section()
        formatter.add_text(self.epilog)
        return formatter.format_help()


def parser(given: Collection[str] = tuple(COMMANDS)) -> Parser:
    """The command line's grammar: of every command, or whole only for those that stand in `given`, the words of one call."""
    top = _Top(
        prog="newsbeam",
        description="Wire copy in, Parquet by date and country out: once, and whole.",
        epilog="Start with: newsbeam ingest --feeds feeds.toml --out out. `newsbeam COMMAND --help` says what a command takes.",
    )
    top.add_argument("--version", action="store_true", help="print the version and leave")
    add_log_words(top)
    commands = top.add_commands("command", "COMMAND")
    for name, help_text in COMMANDS.items():
        one = commands.add_parser(name, help=help_text, description=help_text)
        if name in given:
            module_of(name).add(one)
    return top


WORKING = frozenset({"ingest", "watch", "stream", "replay", "backfill"})
"""Commands that write stories, and whose processes are kept small."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. What follows `--` goes to Beam."""
    if arguments is None:
        name_files_in_utf8()
        print_anything()
    given = list(sys.argv[1:] if arguments is None else arguments)
    beam_args: list[str] = []
    if "--" in given:
        at = given.index("--")
        given, beam_args = given[:at], given[at + 1 :]
    top = parser(given)
    found = top.parse(given)
    if found.version:
        from importlib import metadata

        sys.stdout.write(f"newsbeam {metadata.version('newsbeam')}\n")
        return 0
    if found.command is None:
        top.print_help()
        return 0
    found.beam_args = tuple(beam_args)
    if arguments is None and found.command in WORKING:
        from newsbeam.pipeline.process.memory import be_frugal
        from newsbeam.pipeline.process.parent import name_parent
        from newsbeam.pipeline.runners.lean_import import keep_pandas_out

        name_parent()
        be_frugal()
        keep_pandas_out()
    from newsbeam.pipeline.commands.errors import answered
    from newsbeam.pipeline.commands.open_output import run_where_it_lies

    return answered(partial(run_where_it_lies, module_of(found.command).run), found)
