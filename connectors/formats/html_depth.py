"""How deep HTML nests, before a parser that pays for depth reads it: lexbor walks all open elements at each block that opens.

An estimate from the tags alone, linear in the text, by how browsers close elements. Only what an author has to close is counted:
pages never close `<p>` or `<li>`. Where the two may differ it counts more.
"""

import re

MAX_DEPTH = 1000
"""Open elements that are read. Browsers stop at 512; a torn page may leave more open than its reader sees."""
_TAG = re.compile(r"""<(/?)([A-Za-z][^\s/<>]{0,30})(?:[^<>"']|"[^"]*"|'[^']*')*+>?|<!--.*?(?:-->|\Z)""", re.DOTALL)
_RAWS = "script style title textarea xmp iframe noembed noframes"
_RAW = {name: re.compile(rf"</{name}\b", re.IGNORECASE) for name in _RAWS.split()}
_EMPTY = "area base br col embed hr img input link meta param source track wbr"
_ENDED = "p li dt dd option optgroup rt rp html head body caption colgroup"
"""These end where the next begins."""
_NEVER_CLOSED = frozenset(f"{_EMPTY} {_ENDED}".split())
_ROWS = frozenset(("tr", "td", "th", "thead", "tbody", "tfoot"))
_WALLED = "table template svg math object applet marquee select button"
_WALLS = frozenset(_WALLED.split())
"""No closing tag inside these closes what was opened outside."""
_DIVIDING = (
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup "
    "listing main menu nav ol pre search section summary ul"
)
_BLOCKS = frozenset(_DIVIDING.split())
"""What closes all that is open inside; any other closing tag closes nothing beyond these."""


class _Open:
    """One open block or wall: the other elements open directly inside; a wall counts the blocks inside by name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.blocks: dict[str, int] = {}
        self.others: dict[str, int] = {}
        self.depth = 1


def is_too_deep(text: str) -> bool:
    """Whether more than MAX_DEPTH elements are open at once.

    >>> is_too_deep("<div>" * 1500), is_too_deep("<div></div>" * 1500), is_too_deep("<p>A" * 1500)
    (True, False, False)
    """
    return text.count("<") > MAX_DEPTH and _deepest(text) > MAX_DEPTH


def _deepest(text: str) -> int:
    """How many elements are open at most; no further than MAX_DEPTH + 1."""
    stack = [_Open("")]
    walls = [stack[0]]
    depth = at = 0
    while found := _TAG.search(text, at):
        at = found.end()
        closing, name = found.groups()
        if name is None or (name := name.lower()) in _NEVER_CLOSED:
            continue
        room = walls[-1]
        if (end := _RAW.get(name)) is not None and not closing and room.name not in ("svg", "math"):
            raw = end.search(text, at)
            at = raw.end() if raw else len(text)
        elif name in _ROWS:
            if room.name == "table":  # a cell ends with the next, and all that is in it
                depth -= _down_to(room, stack, walls, keep=True)
        elif closing:
            depth -= _closed(name, stack, walls)
        else:
            if name in _BLOCKS and room.name in ("svg", "math"):
                depth -= _down_to(room, stack, walls)  # no part of a picture: it ends there
            _opened(name, stack, walls)
            depth += 1
            if depth > MAX_DEPTH:
                break
    return depth


def _opened(name: str, stack: list[_Open], walls: list[_Open]) -> None:
    if name in _WALLS:
        stack.append(_Open(name))
        walls.append(stack[-1])
    elif name in _BLOCKS:
        stack.append(_Open(name))
        walls[-1].blocks[name] = walls[-1].blocks.get(name, 0) + 1
    else:
        stack[-1].others[name] = stack[-1].others.get(name, 0) + 1
        stack[-1].depth += 1


def _closed(name: str, stack: list[_Open], walls: list[_Open]) -> int:
    """How many elements a closing tag closes."""
    room = walls[-1]
    if name in _WALLS:
        wall = next((one for one in walls[:0:-1][:8] if one.name == name), None)
        return 0 if wall is None else _down_to(wall, stack, walls)
    if room.blocks.get(name):
        return _down_to(next(one for one in reversed(stack) if one.name == name), stack, walls)
    if stack[-1].others.get(name):
        stack[-1].others[name] -= 1
        stack[-1].depth -= 1
        return 1
    return 0


def _down_to(last: _Open, stack: list[_Open], walls: list[_Open], *, keep: bool = False) -> int:
    """Take all from the stack that is open inside `last`, and it too. The number of elements."""
    taken = 0
    while stack[-1] is not last:
        one = stack.pop()
        taken += one.depth
        if one is walls[-1]:
            walls.pop()
        else:
            walls[-1].blocks[one.name] -= 1
    if keep:
        taken += last.depth - 1
        last.depth = 1
        last.others.clear()
        return taken
    stack.pop()
    if last is walls[-1]:
        walls.pop()
    else:
        walls[-1].blocks[last.name] -= 1
    return taken + last.depth
