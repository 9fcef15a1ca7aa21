"""Who wrote a page: what its JSON-LD says of persons and houses, held against the site's own names, else the byline that it prints."""

from selectolax.lexbor import LexborHTMLParser

from newsbeam.connectors.formats.page_byline import authors_of, is_somebody
from newsbeam.connectors.formats.page_ld import Graph, people_of
from newsbeam.connectors.formats.page_meta import HOLDERS, Meta, all_of, first, folded


def houses_of(graph: Graph, meta: Meta) -> tuple[str | None, ...]:
    """The names of the page's publisher and site."""
    return (*people_of(graph, "publisher")[0], first(meta, ("og:site_name", "application-name")))


def writers_of(
    page: LexborHTMLParser, text: str, meta: Meta, graph: Graph, houses: tuple[str | None, ...], uri: str
) -> tuple[tuple[str, ...], str | None]:
    """(who is named as a writer, else the house that signs): organisations are writers only where they bear a person's name."""
    people, organisations = people_of(graph, "author")
    if not people:
        people, organisations = people_of(graph, "creator")
    own = {folded(name) for name in (*houses, *_labels(uri)) if name}
    own -= {folded(name) for name in people if _is_name(name) and name not in organisations}  # a site of one's own

    def is_writer(name: str) -> bool:
        known = folded(name)
        house = any(known == one or (min(len(one), len(known)) > 4 and (known in one or one in known)) for one in own)
        house = house or (
            " " in name and all(len(word) == 1 or any(word in one for one in own) for word in map(folded, name.split()))
        )
        return not house and (name not in organisations or _is_name(name))

    writers = tuple(filter(is_writer, people))
    if not any(map(is_somebody, writers)):  # nobody, or a house under a person's type: the page's own byline may name one
        writers = authors_of(page, text, meta, is_writer) or writers
    if len(writers) > 1:
        holders = folded(" ".join(all_of(meta, HOLDERS)))
        writers = tuple(name for name in writers if folded(name) not in holders) or writers
    return writers, None if writers else next(iter(people), None)


def _labels(uri: str) -> tuple[str, ...]:
    """The name of a site in its address: `harbourpost` of `www.harbourpost.co.example`."""
    host = uri.split("/", 3)[2] if uri.startswith("http") and uri.count("/") > 1 else ""
    return tuple(label for label in host.split(":")[0].split(".")[:-1] if len(label) > 3)


def _is_name(name: str) -> bool:
    """Whether an organisation bears what looks like a person's name: two or three capitalised words."""
    words = name.split()
    return 2 <= len(words) <= 3 and all(word[0].isupper() and not word.isupper() for word in words)
