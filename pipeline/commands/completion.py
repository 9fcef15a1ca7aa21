"""`newsbeam completion bash|zsh|fish|man`: the command line's grammar as a shell, or a manual page, wants it. Made from the parser itself."""

import argparse
import sys
from collections.abc import Iterator

from newsbeam.pipeline.commands.parsers import Parser
from newsbeam.pipeline.commands.printable import print_data

HELP = "help"
"""Where argparse keeps `--help`, which every parser has."""
SHELLS = ("bash", "zsh", "fish", "man")
_BASH = """_newsbeam() {{
    local words="${{COMP_WORDS[*]:1:COMP_CWORD-1}}" current="${{COMP_WORDS[COMP_CWORD]}}" path="" word choices=""
    for word in $words; do case "$path $word" in {paths}) path="$path $word";; esac; done
    case "$path" in
{cases}
    esac
    COMPREPLY=($(compgen -W "$choices" -- "$current"))
    [ "${{#COMPREPLY[@]}}" -gt 0 ] || COMPREPLY=($(compgen -f -- "$current"))
}}
complete -o filenames -F _newsbeam newsbeam
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    parser.add_argument(
        "shell", choices=SHELLS, help="for bash and zsh: source it; for fish: its completions folder; man: a manual page"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print it."""
    from newsbeam.pipeline.cli import parser

    top = parser()
    print_data()
    sys.stdout.write({"bash": _bash, "zsh": _zsh, "fish": _fish, "man": _man}[arguments.shell](top))
    return 0


def grammar(parser: Parser, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Parser, str]]:
    """(path, parser, help) of the program, its commands and their actions, depth first."""
    if not path:
        yield path, parser, parser.description or ""
    if parser.commands is not None:
        for name, inner in parser.commands.parsers.items():
            yield (*path, name), inner, parser.commands.helps[name]
            yield from grammar(inner, (*path, name))


def _words(parser: Parser) -> list[str]:
    """What may follow: commands, options and closed choices of positional words."""
    found: list[str] = []
    for word in parser.words:
        found += word.option_strings
        if not word.option_strings and word.choices is not None:
            found += [str(one) for one in word.choices]
    return found + list(parser.commands.parsers if parser.commands is not None else ())


def _bash(top: Parser) -> str:
    known = list(grammar(top))
    paths = "|".join(f'" {" ".join(path)}"' for path, *_ in known if path)
    cases = "\n".join(
        f'        "{" " + " ".join(path) if path else ""}") choices="{" ".join(_words(parser))}";;' for path, parser, _ in known
    )
    return _BASH.format(paths=paths, cases=cases)


def _zsh(top: Parser) -> str:
    return f"autoload -U +X bashcompinit && bashcompinit\n{_bash(top)}"


def _fish(top: Parser) -> str:
    lines = ["complete -c newsbeam -f"]
    for path, parser, text in grammar(top):
        if path:
            where = _seen(path[:-1]) if len(path) > 1 else "__fish_use_subcommand"
            lines.append(f"complete -c newsbeam -n '{where}' -a {path[-1]} -d {_quoted(text)}")
        for word in parser.words:
            for option in word.option_strings:
                if option.startswith("--"):
                    taking = "" if word.nargs == 0 else " -r"
                    condition = f" -n '{_seen(path)}'" if path else ""
                    lines.append(f"complete -c newsbeam{condition} -l {option[2:]}{taking} -d {_quoted(word.help or '')}")
    return "\n".join(lines) + "\n"


def _seen(path: tuple[str, ...]) -> str:
    return " and ".join(f"__fish_seen_subcommand_from {word}" for word in path).replace(" and ", "; and ")


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _man(top: Parser) -> str:
    lines = ['.TH NEWSBEAM 1 "" newsbeam "User commands"', ".SH NAME", f"newsbeam \\- {_roff(top.description or '')}"]
    lines += [".SH SYNOPSIS", ".B newsbeam", "COMMAND [options] [\\-\\- options of Beam]"]
    for path, parser, text in grammar(top):
        lines += [f".SH {' '.join(path).upper()}" if path else ".SH OPTIONS", _roff(text)]
        for word in parser.words:
            if word.dest != HELP:
                shown = ", ".join(word.option_strings) or str(word.metavar or word.dest)
                lines += [".TP", f".B {_roff(shown)}", _roff(word.help or "")]
    lines += [
        ".SH EXIT STATUS",
        "0 ok, 1 some feeds failed, 2 configuration, 3 disk or state, 4 the sums do not add up, 75 locked.",
    ]
    return "\n".join(lines) + "\n"


def _roff(text: str) -> str:
    plain = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{plain}" if plain.startswith((".", "'")) else plain
