"""Canonical URLs: only what is known to name nothing goes, so that two articles never become one (docs/design/keys.md#urls)."""

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit

from newsbeam.pipeline.process.late_pattern import late

_TRACKERS = late(
    r"(?:utm_[a-z_]+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_cid|mc_eid|_ga|_gl|"
    r"at_(?:medium|campaign(?:_type|_group)?|custom\d|format|platform|creation|variant|network|channel|term|bbc_team|ptr_name|"
    r"link_(?:id|type|origin)|send_date|send_time|emailtype|recipient_(?:id|list)|general_placement|detail_placement)|"
    r"ns_(?:mchannel|source|campaign|linkname|fee)|cmpid|ocid|ito|ftag|xtor|xtref|wt\.mc_id|wt_z?mc|wtrid|s_cid|smid|smtyp|taid|traffic_source|"
    r"guccounter|guce_referrer|guce_referrer_sig|spm|__twitter_impression|_hsenc|_hsmi|hsctatracking|mkt_tok|oly_anon_id|oly_enc_id|"
    r"(?:mtm|matomo|pk|piwik)_(?:campaign|kwd|keyword|source|medium|content|cid|group|placement)|hsa_(?:acc|ad|cam|grp|kw|la|mt|net|ol|src|tgt|ver)|"
    r"srsltid|ysclid|_openstat|epik|ef_id|s_kwcid|wickedid|li_fat_id|rdt_cid|irclickid|sc_(?:campaign|channel|content|medium|outcome)|"
    r"vero_id|vero_conv|rb_clickid|maca|feedtype|feedname|phpsessid|jsessionid)",
    re.IGNORECASE,
)
_TRACKED = frozenset(("partner=rss", "partner=feedburner", "emc=rss", "emc=feedburner"))
"""Fields that name nothing with these values alone."""
_LATER = late(
    r"(?:utm_[a-z_-]+|gad_(?:source|campaignid)|_bhlid|sfmc_[a-z_]+|sccid|soc_(?:src|trk)|\.tsrc|__s|_k[ex]|ck_subscriber_id|ml_subscriber(?:_hash)?|nb_email_hash|"
    r"ss_email_id|trk_(?:contact|module|msg|sid)|bsft_[a-z_]+|elq(?:track|trackid|aid|at|cst|campaignid)|fb_(?:action_ids|action_types|ref|source)|"
    r"_branch_match_id|branch_used|itm_(?:source|medium|campaign|content|term|channel|audience)|tblci|taboolaclickid|tb_click_id|dicbo|"
    r"ob(?:origurl|clickid)|outbrainclickid|hootpostid|hss_channel|xt(?:mc|cr|np)|intcmp|bxid|cndid|dmcid|ssp_iabi)",
    re.IGNORECASE,
)
"""Trackers that were not known from the beginning: `before` says what a story with one of them was named by."""
_LATER_TRACKED = frozenset((*(f"{field}=rss" for field in ("cid", "feature", "from", "ref", "source", "src", "tpcc")), "rss=1"))
_REFERENCE = re.compile(r"&(?:(?:amp|#0{0,3}38|#x26);)+", re.IGNORECASE)
"""An ampersand that was escaped once more than it should have been."""
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_SESSION = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
_BAD = re.compile(r"[\x00-\x1f\x7f]")
_PLAIN = re.compile(r"https?://[a-z0-9.-]*[a-z0-9-]/[A-Za-z0-9._~/%+,!$&'()*:@=-]*")
"""An address that is canonical as it stands: nearly every article's."""
_GONE = re.compile(r"https?://(?:feedproxy\.google\.com|feeds\d?\.feedburner\.com|rss\.feedsportal\.com)/(?!$)")
"""Redirecting services that are no more, or tell nothing of the article."""
_NAMELESS = re.compile(r"\d*|:~:.*|[^#]*=.*", re.DOTALL)
"""Fragments that are no part of a name by themselves: a counter, a text directive, a tracker's `key=value`."""
_DEFAULT_PORT = {"http": 80, "https": 443}
_SECOND_LEVEL = frozenset("ac co com edu gob gop gov gouv go govt info mil ne net nom or org web".split())  # noqa: SIM905 (words read better than a list of them)
LIMIT = 4096
"""Characters of a URL; a longer one is no address (data: URLs and worse)."""


@lru_cache(maxsize=4096)
def canonical(url: str | None) -> str | None:
    """The address without what does not name the article: fragment, listed trackers, default port, credentials.

    Scheme and host are lower-cased, path and query values never. None for what is no http(s) address.

    >>> canonical("HTTPS://News.Example.com:443/A?id=1&utm_source=rss&b=#top")
    'https://news.example.com/A?id=1&b='
    """
    return _without(url, later=True)


@lru_cache(maxsize=256)
def before(url: str) -> str | None:
    """`telling`, by the trackers that were known at first.

    >>> before("https://daily.example/a?utm_source=x&src=rss#p1")
    'https://daily.example/a?src=rss#p1'
    """
    return _with_fragment(url, _without(url, later=False)) if "?" in url else telling(url)


def _without(url: str | None, *, later: bool) -> str | None:
    if not url or len(url) > LIMIT or ":" not in url:
        return None
    if _PLAIN.fullmatch(url):
        return url
    url = _BAD.sub("", url.strip())
    if "&" in url and ";" in url:
        url = _REFERENCE.sub("&", url)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in _DEFAULT_PORT or not host or any(c in " <>\"'\\^`{|}" for c in host):
        return None
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != _DEFAULT_PORT[scheme]:
        host = f"{host}:{port}"
    path = _SESSION.sub("", parts.path) if ";" in parts.path else parts.path
    query = "&".join([field for field in parts.query.split("&") if field and not _is_tracker(field, later=later)])
    return f"{scheme}://{host}{_safe(path) or '/'}" + (f"?{_safe(query)}" if query else "")


def _is_tracker(field: str, *, later: bool) -> bool:
    name = field.partition("=")[0]
    if field in _TRACKED or _TRACKERS.fullmatch(name):
        return True
    return later and (field in _LATER_TRACKED or _LATER.fullmatch(name) is not None)


def telling(url: str) -> str | None:
    """The canonical address with its fragment, where that may name an article: `#p1` does; `#xtor=RSS-3`, `#0` (a version) do not."""
    return _with_fragment(url, canonical(url))


def _with_fragment(url: str, bare: str | None) -> str | None:
    if bare is None or "#" not in url:
        return bare
    url = _REFERENCE.sub("&", url)
    fragment = url.partition("#")[2].strip()
    return bare if _NAMELESS.fullmatch(fragment) else f"{bare}#{_safe(_BAD.sub('', fragment))}"


def twins(url: str) -> tuple[str, ...]:
    """The same address as its site may have written it before: with the other of http and https, with or without `www.`, or a slash at the
    end of its path, its bytes in small or in capital letters (`%c3`, RFC 3986, 6.2.2.1), or its host in its own letters or in ASCII (`xn--`).

    >>> twins("https://daily.example/a")[:3]
    ('http://daily.example/a', 'https://www.daily.example/a', 'http://www.daily.example/a')
    >>> twins("https://daily.example/a/?p=1")[3:5]
    ('https://daily.example/a?p=1', 'http://daily.example/a?p=1')
    """
    scheme, mark, rest = url.partition("://")
    if mark != "://" or scheme not in _DEFAULT_PORT:
        return ()
    spelled = _in_other_letters(rest)
    return _twins(scheme, rest) if spelled is None else (*_twins(scheme, rest), f"{scheme}://{spelled}", *_twins(scheme, spelled))


def _twins(scheme: str, rest: str) -> tuple[str, ...]:
    other = "http" if scheme == "https" else "https"
    found = [f"{other}://{rest}", *_with_other_host(scheme, other, rest)]
    end = min(at if (at := rest.find(one)) >= 0 else len(rest) for one in "?#")
    path, tail = rest[:end], rest[end:]
    if "/" in path.rstrip("/"):  # a site's own address has its slash anyway
        slashed = (path[:-1] if path.endswith("/") else f"{path}/") + tail
        found += [f"{scheme}://{slashed}", f"{other}://{slashed}", *_with_other_host(scheme, other, slashed)]
    if "%" in rest:
        spellings = (_respelled(rest, str.upper), _respelled(rest, str.lower), rest.replace("%7E", "~").replace("%7e", "~"))
        found += [f"{scheme}://{one}" for one in dict.fromkeys(spellings) if one != rest]
    if "~" in rest:
        found += [f"{scheme}://{rest.replace('~', tilde)}" for tilde in ("%7E", "%7e")]
    return tuple(found)


def _in_other_letters(rest: str) -> str | None:
    """The same with its host in ASCII where it is in other letters, and the other way round; None where the two are not sure to be one host."""
    place, mark, path = rest.partition("/")
    host, colon, port = place.partition(":")
    if host.isascii() and "xn--" not in host:
        return None
    try:
        ascii_host = host.encode("idna").decode("ascii")
        letters = ascii_host.encode("ascii").decode("idna")
    except UnicodeError:
        return None
    # The codec knows the elder rules alone, by which `ß` is `ss`: what does not come back is left alone.
    if ascii_host == letters or letters.encode("idna") != ascii_host.encode("ascii") or host not in (ascii_host, letters):
        return None
    return f"{letters if host == ascii_host else ascii_host}{colon}{port}{mark}{path}"


def _respelled(rest: str, case: Callable[[str], str]) -> str:
    return _ENCODED.sub(lambda found: case(found[0]), rest)


def _with_other_host(scheme: str, other: str, rest: str) -> tuple[str, str]:
    site = rest[4:] if rest.startswith("www.") else f"www.{rest}"
    return f"{scheme}://{site}", f"{other}://{site}"


def resolved(link: str, base: str) -> str | None:
    """A relative link's canonical address below the feed's own (RFC 3986); None for what is no link at all."""
    if " " in link or ":" in link.split("/", maxsplit=1)[0]:
        return None
    try:
        return canonical(urljoin(base, link))
    except ValueError:
        return None


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one registrable host.

    By rule, not by the public suffix list: the last two labels, or three where the last is a country's and the one
    before it a common second level (`com.pk`, `co.uk`, `gob.mx`).
    """
    own = registrable(one)
    return own is not None and own == registrable(other)


@lru_cache(maxsize=4096)
def registrable(url: str) -> str | None:
    """`example.com.pk` of `https://www.example.com.pk/a`."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    labels = (host or "").rstrip(".").split(".")
    if len(labels) < 2:
        return host or None
    deep = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if deep else labels[-2:])


def article_url(url: str | None, claimed: str | None, guid: str | None) -> str | None:
    """The item's canonical address: the claimed one (rel=canonical) or a permalink guid where it is on the same site, else `url`."""
    own = canonical(url)
    for other in (claimed, guid):
        if other and other[:4].lower() == "http" and (better := canonical(other)):
            if own is None:
                return better
            if (other is claimed and same_site(own, better)) or (other is guid and _GONE.match(own)):
                return better
    return own


def _safe(text: str) -> str:
    """Spaces and characters outside ASCII percent-encoded; what is encoded already stays as it is."""
    return quote(text, safe="%/:=&?~#+!$,;'@()*[]|") if not text.isascii() or " " in text or '"' in text else text
