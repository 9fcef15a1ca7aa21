"""argparse, but a wrong word is answered in one line, and a parser can be asked for its words and commands: completions and manuals are made of them."""

import argparse
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NoReturn

_NO_CHOICE = re.compile(r"argument (?P<what>.+?): invalid choice: '(?P<word>.*)' \(choose from (?P<choices>.*)\)", re.DOTALL)
"""What argparse says of a word that is none of several."""


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
        self.commands = Commands(dest, self.add_subparsers(dest=dest, metavar=metavar, required=required, parser_class=Parser))
        return self.commands

    def parse(self, given: Sequence[str]) -> argparse.Namespace:
        """As argparse's `parse_args`; a word that is unknown is answered by the command that it was said to."""
        found, unknown = self.parse_known_args(given)
        if unknown:
            asked = self
            while asked.commands is not None and (name := getattr(found, asked.commands.dest, None)) is not None:
                asked = asked.commands.parsers[name]
            known = [option for word in asked.words for option in word.option_strings]
            near = [one for word in unknown if word.startswith("--") for one in get_close_matches(word.partition("=")[0], known, 1)]
            asked.error(f"unrecognized arguments: {' '.join(unknown)}" + (f"; did you mean {' or '.join(near)}?" if near else ""))
        return found

    def error(self, message: str) -> NoReturn:
        """Leave with 2, saying what is wrong and where help is."""
        if wrong := _NO_CHOICE.fullmatch(message):
            near = get_close_matches(wrong["word"], [one.strip(" '") for one in wrong["choices"].split(",")], 2)
            if not wrong["what"].startswith("-"):
                message = f"{wrong['word']}: no such command" + (f"; did you mean {' or '.join(near)}?" if near else "")
            elif near:
                message = f"{wrong['what']} {wrong['word']}: no such choice; did you mean {' or '.join(near)}?"
        hint = "" if "; " in message else f"; `{self.prog} --help` says what there is"
        self.exit(2, f"{self.prog}: {' '.join(message.split())}{hint}\n")


class Commands:
    """The commands of a parser, each with its help and a parser of its own."""

    def __init__(self, dest: str, choices: Any) -> None:
        self.dest = dest
        """What the one that was said is called in what was found."""
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
