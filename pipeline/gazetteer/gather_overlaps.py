"""Draws `seeds/overlaps.tsv` from jieba's dictionary: Chinese phrases in which a country's or a capital's name lies across two words.

Run as `python -m newsbeam.pipeline.gazetteer.gather_overlaps` where jieba 0.42.1 is installed (MIT), which nothing else needs: "沿海地" is
"沿海" (coastal) and "地", not Haiti ("海地"). A phrase is taken where jieba parts it so, unless a much commoner verb or preposition that ends with its
first letter leaves the name whole: in "进入海地" (enter Haiti) stands no "入海". Other words may: "越南海地" is no reason to read Haiti in "南海地".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib import import_module

from newsbeam.pipeline.gazetteer.rows import Kind
from newsbeam.pipeline.gazetteer.seeds import SEEDS
from newsbeam.pipeline.gazetteer.table import read

COMMON = 50
"""How often jieba's dictionary counts a word that is common enough to stand before a country's name by chance. Words behind one are left alone:
"南非常" is as often South Africa's permanent envoy as an adverb."""
LONGEST = 3
"""Letters of the words that are tried, and of the names."""
LEADS = ("v", "p")
"""Kinds of words, as jieba's dictionary has them, behind which a country is named: verbs and prepositions."""
PAIR = 2
"""Letters of those that are tried, and of the words in phrases that they are tried against."""
TIMES = 2
"""How many times as common as the word in a phrase one must be."""
HEADER = "# phrases of Chinese that hold a country's name and are none (made by gather_overlaps.py; not to be edited)\n"


def overlaps() -> Iterator[str]:
    """The phrases, each once."""
    jieba = import_module("jieba")
    jieba.initialize()
    words = {word: count for word, count in jieba.dt.FREQ.items() if count and 2 <= len(word) <= LONGEST + 1}
    ends = defaultdict(list)
    for word, count in words.items():
        if count >= COMMON and len(word) <= LONGEST:
            ends[word[-1]].append(word)
    leads = defaultdict(list)
    for word, kind in import_module("jieba.posseg").dt.word_tag_tab.items():
        if kind in LEADS and len(word) == PAIR and words.get(word):
            leads[word[-1]].append((word, words[word]))
    for name in sorted(name for name in _names() if words.get(name)):
        for word in ends[name[0]]:
            if word in name or not _parted(phrase := word + name[1:], name, len(word)):
                continue
            if len(word) > PAIR or not _led(name, TIMES * words[word], leads[word[0]]):
                yield phrase


def _parted(phrase: str, name: str, at: int) -> bool:
    parts = import_module("jieba").lcut(phrase, HMM=False)
    bounds = {sum(map(len, parts[:end])) for end in range(1, len(parts))}
    return at in bounds and name not in parts and not any(name in part for part in parts)


def _led(name: str, least: int, leads: Iterable[tuple[str, int]]) -> bool:
    """Whether one of these words is as common as that and stands whole before the name."""
    cut = import_module("jieba").lcut
    return any(count >= least and name in cut(lead + name, HMM=False) for lead, count in leads)


def _names() -> Iterator[str]:
    table = read("surfaces", "surface", "kinds").to_pydict()
    for surface, kinds in zip(table["surface"], table["kinds"], strict=True):
        if kinds[0] <= Kind.CAPITAL and 2 <= len(surface) <= LONGEST and all("\u3400" <= char < "\ua000" for char in surface):
            yield surface


if __name__ == "__main__":
    (SEEDS / "overlaps.tsv").write_text(HEADER + "".join(f"{one}\n" for one in sorted(set(overlaps()))), encoding="utf-8")
