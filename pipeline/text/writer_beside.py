"""A writer's name and a town, a house or a desk on one line: `Jane Roe, Istanbul`, `Jane Roe | Lahore`, `Redacción / Jane Roe`."""

import re

from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.byline import is_desk
from newsbeam.pipeline.text.dateline_place import is_place, may_be_name
from newsbeam.pipeline.text.persons import is_large, is_person

_BESIDE, _IN = re.compile(r",\s|\s[|/]\s"), re.compile(r"^(?:à|in|en|aus|da|a)\s")
_LONGEST, _WORDS = 60, 4


def without_house(line: str) -> str:
    """A writer's name without the town, house or desk on its line.

    >>> without_house("Jane Roe, Istanbul"), without_house("Redacción / Jane Roe"), without_house("Jane Roe, harbour")
    ('Jane Roe', 'Jane Roe', 'Jane Roe, harbour')
    """
    parts = _BESIDE.split(line, 1) if len(line) <= _LONGEST else []
    if len(parts) != 2 or "/" in parts[0]:
        return before_town(line) if line.count("/") == 1 and len(line) <= _LONGEST else line
    name, other = (parts[1], parts[0]) if is_desk(parts[0]) else parts
    town = _IN.sub("", other)
    return name if is_desk(other) or agency(other) is not None or (may_be_name(town) and is_place(town)) else line


def before_town(line: str) -> str:
    """A writer's name without the town that a stroke alone parts from it.

    >>> before_town("Jane Roe/Ometepec, Gro."), before_town("AC/DC")
    ('Jane Roe', 'AC/DC')
    """
    name, _, other = line.partition("/")
    town = other.partition(",")[0].strip()
    return name.strip() if is_writer(name.strip()) and may_be_name(town) and is_place(town) else line


def writer_before(line: str) -> str | None:
    """The name that may be a writer's in a line of it, a bar and a town, a house or a desk.

    >>> writer_before("Jane Roe | Lahore"), writer_before("Lahore | Pakistan"), writer_before("Jane Roe, Lahore")
    ('Jane Roe', None, None)
    """
    if " | " not in line:
        return None
    name = without_house(line)
    return name if name != line and is_writer(name) else None


def is_writer(name: str) -> bool:
    """Whether a name may be a writer's: a few words written large, a person's and no place's."""
    words = name.split()
    return 1 < len(words) <= _WORDS and "-" not in words and is_large(name) and is_person(name) and not is_place(name)
