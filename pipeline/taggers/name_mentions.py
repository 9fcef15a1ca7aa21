"""Which mentions name the same: surnames after the full name, abbreviations, a company with and without its legal form."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from newsbeam.pipeline.taggers.name_cues import LEGAL

Said = tuple[int, str]
"""A mention: its offset, and what is printed there."""
Span = tuple[int, int, str]
"""(start, end, name)."""


class Gathered(NamedTuple):
    """Names of each kind with their mentions."""

    organisations: dict[str, list[Said]]
    persons: dict[str, list[Said]]


def merged_bodies(text: str, read: Sequence[Span], known: Sequence[Span], shorts: Mapping[str, str]) -> dict[str, list[Said]]:
    """Organisations under one name each: those `read` from their words and the `known`; `shorts`: abbreviation -> name."""
    found: dict[str, list[Said]] = {}
    if not read:
        for at, stop, name in known:
            found.setdefault(name, []).append((at, text[at:stop]))
        return found
    canonical = dict(_parts(read)) if len(read) > 1 else {}
    hits = [hit for hit in known if not any(at <= hit[0] < hit[1] <= stop and (at, stop) != hit[:2] for at, stop, _ in read)]
    exact = {hit[:2]: hit[2] for hit in known}
    for at, stop, name in (*((at, stop, exact.get((at, stop), name)) for at, stop, name in read), *hits):
        key = canonical.setdefault(without_form(name), name)
        listed = found.setdefault(key, [])
        if (mention := (at, text[at:stop])) not in listed:
            listed.append(mention)
    for short, name in shorts.items():
        key = canonical.get(without_form(name), name)
        if key in found:
            said = {at for at, _ in found[key]}
            found[key] += [(at, short) for at in standing(text, short) if at not in said]
            found.pop(short, None)
    return found


def _parts(read: Sequence[Span]) -> Iterator[tuple[str, str]]:
    """(name, whole name): "Superior Court", where the text has said which: "Santa Barbara County Superior Court"."""
    names = {name for _, _, name in read}
    for name in names:
        whole = [other for other in names if len(other) > len(name) and other.endswith(f" {name}")]
        if whole:
            yield without_form(name), max(sorted(whole), key=len)


def merged_persons(text: str, full: Mapping[str, Sequence[int]], surnames: Sequence[tuple[int, str]]) -> dict[str, list[Said]]:
    """Persons under one name each, the fullest; mentions by surname alone are added to it."""
    kept: dict[str, list[Said]] = {}
    if not full and not surnames:
        return kept
    by_last: dict[str, str] = {}
    for name in _fullest_first(full) if len(full) > 1 else full:
        last = name.rpartition(" ")[2]
        whole = by_last.setdefault(last, name)
        if whole is not name and _same(name, whole):
            kept[whole] += [(at, name) for at in full[name]]
        else:
            kept[name] = [(at, name) for at in full[name]]
    if surnames:
        by_first = {name.partition(" ")[0]: name for name in reversed(kept)}
        for at, name in surnames:
            if name not in by_last and name in by_first:  # "Sir Keir"
                kept[by_first[name]].append((at, name))
            else:
                kept.setdefault(by_last.setdefault(name, name), []).append((at, name))
    for last, whole in by_last.items():
        said = kept[whole]
        if text.count(last) > len(said):
            covered = {at + len(form) - len(last) for at, form in said}
            said += [(at, last) for at in standing(text, last) if at not in covered]
    return kept


def _fullest_first(full: Mapping[str, Sequence[int]]) -> list[str]:
    """By the number of words, then by the first mention."""
    return [
        name for _, _, _, name in sorted([(-name.count(" "), said[0], at, name) for at, (name, said) in enumerate(full.items())])
    ]


@lru_cache(maxsize=8192)
def _same(name: str, whole: str) -> bool:
    """Whether a name is a shorter form of another with the same last word: "N. Modi" or "Modi" of "Narendra Modi"."""
    words, others = name.split(), whole.split()
    return set(words) <= set(others) or (len(words[0]) <= 2 and words[0][0] == others[0][0])


def standing(text: str, word: str) -> Iterator[int]:
    """Offsets at which a word stands by itself."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum():
            yield at
        at = text.find(word, end)


@lru_cache(maxsize=8192)
def without_form(name: str) -> str:
    """A company's name without its legal form, by which its mentions are told to be one."""
    words = name.split()
    while len(words) > 1 and words[-1].replace(".", "") in LEGAL:
        words = words[:-1]
    return " ".join(words).rstrip(",").removeprefix("The ")
