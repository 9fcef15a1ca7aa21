"""What is known of single providers, as data: one TOML file each (.github/CONTRIBUTING.md, 9).

Keys, all optional: `name`, `aliases` (names in credits and feed lists), `home_country`, `timezone`, `url_id` (a pattern
whose first group is the article's number in its address), `boilerplate` (patterns of whole paragraphs to cut, any case),
`tail` (patterns of paragraphs after which nothing belongs to the story), `typos` (a time as misprinted -> as meant).
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from functools import cache, lru_cache
from pathlib import Path

from newsbeam.connectors.plugins import fitting
from newsbeam.schemas.quick import dataclass

FOLDER = Path(__file__).parent
GROUP = "newsbeam.providers"
"""The entry-point group; each value is a package whose folder holds TOML files like these (docs/adding-a-tagger.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRules:
    """One provider's file, patterns compiled."""

    name: str | None = None
    aliases: frozenset[str] = frozenset()
    """Folded by `folded`."""
    home_country: str | None = None
    timezone: str | None = None
    url_id: re.Pattern[str] | None = None
    boilerplate: re.Pattern[str] | None = None
    tail: re.Pattern[str] | None = None
    typos: Mapping[str, str] = field(default_factory=dict)

    def id_in(self, url: str) -> str | None:
        """The article's own number in its address."""
        match = self.url_id.search(url) if self.url_id is not None else None
        return match[1] if match else None


NOTHING_KNOWN = ProviderRules()


@lru_cache(maxsize=1024)
def rules_for(provider: str) -> ProviderRules:
    """The rules of the provider that is called so (in a feed list or a credit); `NOTHING_KNOWN` where there are none.

    >>> rules_for("Urdu Point").name, rules_for("nobody").name
    ('UrduPoint', None)
    """
    return by_alias().get(folded(provider), NOTHING_KNOWN)


@cache
def by_alias() -> Mapping[str, ProviderRules]:
    """Every provider under each of its folded names; what an installed distribution says goes before our own."""
    table: dict[str, ProviderRules] = {}
    for folder in (FOLDER, *_installed()):
        for file in sorted(folder.glob("*.toml")):
            rules = load(file)
            table.update(dict.fromkeys(rules.aliases | {folded(file.stem)}, rules))
    return table


def _installed() -> Iterator[Path]:
    """The folders of the entry-point group `newsbeam.providers`, each read once here, to tell whose file cannot be used."""
    for plugin in fitting(GROUP, lambda found: getattr(found, "__file__", None) is not None, "a package with TOML files"):
        folder = Path(plugin.found.__file__).parent
        files = sorted(folder.glob("*.toml"))
        if not files:
            raise plugin.refuse(GROUP, f"({folder}) has no TOML file")
        for file in files:
            try:
                load(file)
            except (KeyError, TypeError, AttributeError, ValueError, re.error) as error:
                raise plugin.refuse(GROUP, f"has a file that cannot be used: {file.name}: {error}") from error
        yield folder


def load(file: Path) -> ProviderRules:
    """One file's rules. Raises KeyError for a key that we do not know, re.error for a pattern that is none."""
    facts = tomllib.loads(file.read_text(encoding="utf-8"))
    names = [*facts.pop("aliases", ()), facts.get("name", file.stem)]
    boilerplate, tail = (_any_of(facts.pop(key, ())) for key in ("boilerplate", "tail"))
    url_id = facts.pop("url_id", None)
    unknown = facts.keys() - {"name", "home_country", "timezone", "typos"}
    if unknown:
        raise KeyError(f"{file.name}: {', '.join(sorted(unknown))}: no such key; pipeline/providers/__init__.py lists them")
    return ProviderRules(
        name=facts.get("name"),
        aliases=frozenset(map(folded, names)),
        home_country=facts.get("home_country"),
        timezone=facts.get("timezone"),
        url_id=re.compile(url_id) if url_id else None,
        boilerplate=boilerplate,
        tail=tail,
        typos=facts.get("typos", {}),
    )


def _any_of(patterns: Sequence[str]) -> re.Pattern[str] | None:
    """One pattern for all of a list, whole paragraphs, any case."""
    return re.compile("(?:" + "|".join(f"(?:{p})" for p in patterns) + r")\Z", re.IGNORECASE) if patterns else None


_ARABIC = str.maketrans("أإآٱىئیکہۃة", "اااايييكههه")
"""Letters that Arabic, Persian and Urdu write one for the other."""


@lru_cache(maxsize=8192)
def folded(name: str) -> str:
    """`name` without case, spaces and punctuation: `Urdu Point`, `UrduPoint` and `urdupoint` are one; so are `أ ف ب` and `اف ب`."""
    low = name.casefold()
    if not low.isascii():
        low = low.translate(_ARABIC)
    return low if low.isalnum() else "".join(filter(str.isalnum, low))
