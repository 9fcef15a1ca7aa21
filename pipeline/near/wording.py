"""The words of a text and of its headline in their order, as short hashes: by what stands where two texts differ, bulletins of one template
are told from copies (`apart.py`).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from newsbeam.pipeline.near.characters import U16, Ints
from newsbeam.pipeline.near.tokens import Flags, Parted, Tokens, tokens_of_some

MOST_WORDS, MOST_CHARACTERS = 256, 512
"""Of a text so many words are kept, or characters of a script without spaces: a bulletin is shorter, and of a longer text they are the beginning."""
_UPPER = np.uint64(48)


class Headlines(NamedTuple):
    """The headlines of some texts."""

    counts: Ints
    """How many tokens each has."""
    words: Parted[U16]
    """What is kept of each: `ordered`, without little words where there are others."""

    def of(self, first: int, last: int) -> Parted[U16]:
        """The words of some of them."""
        ends = np.cumsum(self.words.lengths)
        begin = int(ends[first - 1]) if first else 0
        return Parted(self.words.lengths[first:last], self.words.flat[begin : int(ends[last - 1]) if last else 0])


def headlines_of(headlines: Iterable[str]) -> Headlines:
    """The words of headlines."""
    counts, lengths, flat = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0, np.uint16)]
    for tokens in tokens_of_some(headlines, little=True):
        counts.append(tokens.ends - tokens.begins)
        words = ordered(tokens, tokens.begins, ~tokens.little)
        lengths.append(words.lengths)
        flat.append(words.flat)
    return Headlines(np.concatenate(counts), Parted(np.concatenate(lengths), np.concatenate(flat)))


def words_of(tokens: Tokens, titled: Sequence[bool], counts: Ints) -> Parted[U16]:
    """The words of texts; of one that begins with its headline those behind, if any are."""
    skipped = np.where(titled, counts, 0)
    begins = tokens.begins + np.where(skipped < tokens.ends - tokens.begins, skipped, 0)
    return ordered(tokens, begins)


def ordered(tokens: Tokens, begins: Ints, kept: Flags | None = None) -> Parted[U16]:
    """Of each text the first `MOST_WORDS` or `MOST_CHARACTERS` from these on, behind its `Tokens.unspaced`; `kept`: those that count,
    where any do.
    """
    lengths = np.minimum(tokens.ends - begins, np.where(tokens.unspaced, MOST_CHARACTERS, MOST_WORDS)) + 1
    heads = np.cumsum(lengths) - lengths
    words = (tokens.hashes >> _UPPER).astype(np.uint16)
    if kept is None:
        where = zip((begins - 1).tolist(), lengths.tolist(), strict=True)
        flat = np.concatenate([words[begin : begin + length] for begin, length in where])
        flat[heads] = tokens.unspaced
        return Parted(lengths, flat)
    # Headlines are short: to look all places up costs less than to cut each out.
    places = np.repeat(begins - 1 - heads, lengths) + np.arange(int(lengths.sum()))
    flat = words.take(places)
    flat[heads] = tokens.unspaced
    stay = kept.take(places)
    stay[heads] = True
    few = np.add.reduceat(stay, heads, dtype=np.int64)
    stay |= np.repeat(few == 1, lengths)
    return Parted(np.where(few == 1, lengths, few), flat[stay])
