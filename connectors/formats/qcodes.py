"""NewsML-G2's qcodes: an alias and a code, resolved through the catalogs that the document declares (G2 guidelines, "Catalogs")."""

from typing import Any, NamedTuple

from newsbeam.connectors.formats.wire_xml import attribute, children

_IPTC = "http://cv.iptc.org/newscodes/"
IPTC_CATALOG = {
    **{alias: f"{_IPTC}{name}/" for alias, name in (
        ("medtop", "mediatopic"), ("subj", "subjectcode"), ("ninat", "ninature"), ("stat", "pubstatusg2"), ("sig", "signal"),
        ("genre", "genre"), ("cpnat", "cpnature"), ("cptype", "cptype"), ("drol", "descriptionrole"), ("nprov", "newsprovider"),
        ("rnd", "rendition"), ("scene", "scene"), ("prodgenre", "productgenre"), ("isrol", "infosourcerole"), ("hlrol", "headlinerole"),
        ("altid", "altidtype"), ("group", "grouprole"), ("pkgmode", "pkgmode"),
    )},
    "iso3166-1a2": "http://cvx.iptc.org/iso3166-1a2/",
    "iso3166-1a3": "http://cvx.iptc.org/iso3166-1a3/",
}  # fmt: skip
"""What IPTC's own catalogs say of the aliases that matter here. A remote catalog is never fetched: these are known by heart."""


class Concept(NamedTuple):
    """An identified concept: `scheme` is a resolved URI or None; then `code` is the qcode whole, as sent."""

    code: str | None
    scheme: str | None

    @property
    def bare(self) -> str | None:
        """The code without an alias that nothing resolved."""
        if self.code is None or self.scheme is not None or "://" in self.code:
            return self.code
        return self.code.rpartition(":")[2]


NOTHING = Concept(None, None)


class Catalog:
    """The aliases that hold for one item."""

    def __init__(self, *elements: Any) -> None:
        self._schemes: dict[str, str] = {}
        for element in elements:
            for reference in children(element, "catalogRef"):
                if "iptc.org/" in (reference.get("href") or ""):
                    self._schemes.update(IPTC_CATALOG)
            for catalog in children(element, "catalog"):
                for scheme in children(catalog, "scheme"):
                    alias, uri = attribute(scheme, "alias"), attribute(scheme, "uri")
                    if alias and uri:
                        self._schemes[alias] = uri

    def concept(self, element: Any | None, name: str = "qcode", uri: str = "uri") -> Concept:
        """The concept that an element's qcode, URI or literal names."""
        if element is None:
            return NOTHING
        qcode = attribute(element, name)
        if qcode:
            alias, colon, code = qcode.partition(":")
            scheme = self._schemes.get(alias) if colon else None
            return Concept(code, scheme) if scheme else Concept(qcode, None)
        whole = attribute(element, uri)
        if whole:
            scheme, slash, code = whole.rpartition("/")
            return Concept(code, scheme + "/") if slash and code and "://" in scheme else Concept(whole, None)
        return Concept(attribute(element, "literal"), None)
