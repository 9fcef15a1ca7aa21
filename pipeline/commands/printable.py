"""Streams whose encoding cannot say everything (LC_ALL=C, latin-1, windows-1252): look-alikes instead of an error; data is UTF-8 anywhere."""

import codecs
import io
import os
import sys
from unicodedata import category, combining, east_asian_width, normalize

_HANDLER = "newsbeam.look_alike"
_ALIKE = str.maketrans({
    **dict.fromkeys("–—−‒‐‑―─━═╌┄", "-"), **dict.fromkeys("│┃║", "|"), **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╰╯╞╡╪", "+"),
    **dict.fromkeys("‘’‚‛‹›′ʼ", "'"), **dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("•●○", "*"), "·": ".", "…": "~",
    "→": ">", "←": "<", "×": "x", "©": "(c)", "®": "(r)", "°": " ", "€": "EUR", "£": "GBP", "¡": "!", "¿": "?",
    "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ß": "ss", "ẞ": "SS",
    "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ı": "i", "ə": "a", "Ə": "A", "ħ": "h", "Ħ": "H", "ŋ": "n",
    "▁": ".", "▂": ":", "▃": "-", "▄": "=", "▅": "+", "▆": "*", "▇": "%", "█": "#", "▌": "|", "▏": "|",
})  # fmt: skip
"""A column for a column where tables and bars are made of it."""


def name_files_in_utf8() -> None:
    """Begin anew in Python's UTF-8 mode where the locale's encoding is another: whatever reads Parquet takes a path for UTF-8, and file
    names are that under any locale. What is printed stays in the locale's encoding.
    """
    if sys.getfilesystemencoding() == "utf-8" or not sys.executable:
        return
    streams = f"{sys.stdout.encoding}:{sys.stdout.errors}" if sys.stdout else "utf-8"
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONIOENCODING": os.environ.get("PYTHONIOENCODING", streams)}
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)  # noqa: S606 (this program, as it was called)


def print_anything() -> None:
    """From now on no text makes stdout or stderr fail. What the user chose in PYTHONIOENCODING beside an encoding stays."""
    codecs.register_error(_HANDLER, _look_alike)
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        usual = ("strict",) if _is_utf8(stream) else ("strict", "backslashreplace", "surrogateescape")
        if stream.errors in usual:
            stream.reconfigure(errors=_HANDLER)


def print_data() -> None:
    """What comes is a file for a program (TOML, OPML, CSV, SQL): UTF-8 wherever it goes, but to a terminal."""
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty() and not _is_utf8(sys.stdout):
        sys.stdout.reconfigure(encoding="utf-8", errors=sys.stdout.errors)


def look_alike(text: str) -> str:
    """Text in ASCII, as near as it gets: letters without their marks, and a `?` for each column of what has no likeness.

    >>> look_alike("São Tomé – Łódź, Çeşme 東京 ▁█ “é…”")
    'Sao Tome - Lodz, Cesme ???? .# "e~"'
    """
    return "".join(map(_one, text))


def _one(char: str) -> str:
    if char.isascii():
        return char
    if "\ud800" <= char <= "\udfff":  # a byte of a file's name that is no text
        return f"\\u{ord(char):04x}"
    if (alike := char.translate(_ALIKE)) != char:
        return alike
    bare = "".join(one for one in normalize("NFKD", char) if not combining(one)).translate(_ALIKE)
    if bare.isascii() and (bare or category(char) == "Mn"):
        return bare
    if category(char) in ("Mn", "Me", "Cf"):
        return ""
    return "??" if east_asian_width(char) in ("W", "F") else "?"


def _look_alike(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return look_alike(error.object[error.start : error.end]), error.end


def _is_utf8(stream: io.TextIOWrapper) -> bool:
    return codecs.lookup(stream.encoding).name == "utf-8"
