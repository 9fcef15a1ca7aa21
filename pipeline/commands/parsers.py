"""argparse, but a wrong word is answered in one line, and a parser can be asked for its words and commands: completions and manuals are made of them."""

import argparse
from collections.abc import Mapping
from typing import Any, NoReturn


class Parser(argparse.ArgumentParser):
    """A parser that knows its words."""

    def __init__(self, *given: Any, **how: Any) -> None:
        self.words: list[argparse.Action] = []
        """Options and positional words, in order; no commands."""
        self.commands: Commands | None = None
        super().__init__(*given, **how)

    def add_argument(self, *names: Any, **how: Any) -> argparse.Action:
        """As argparse's."""
        self.words.append(super().add_argument(*names, **how))
        return self.words[-1]

    def add_commands(self, dest: str, metavar: str, *, required: bool = False) -> "Commands":
        """Let it have commands of its own."""
        self.commands = Commands(self.add_subparsers(dest=dest, metavar=metavar, required=required, parser_class=Parser))
        return self.commands

    def error(self, message: str) -> NoReturn:
        """Leave with 2, saying what is wrong and where help is."""
        hint = "" if "; " in message else f"; `{self.prog} --help` says what there is"
        self.exit(2, f"{self.prog}: {' '.join(message.split())}{hint}\n")


class Commands:
    """The commands of a parser, each with its help and a parser of its own."""

    def __init__(self, choices: Any) -> None:
        self._choices = choices
        self.helps: dict[str, str] = {}

    def add_parser(self, name: str, *, help: str, description: str | None = None) -> Parser:  # noqa: A002 (argparse's own word)
        """Add a command."""
        self.helps[name] = help
        made: Parser = self._choices.add_parser(name, help=help, description=description)
        return made

    @property
    def parsers(self) -> Mapping[str, Parser]:
        """By name, in order."""
        known: Mapping[str, Parser] = self._choices.choices
        return known
