"""Python's codec for a charset's label as feeds write it, where Python itself does not know the label (WHATWG's table and its misspellings)."""

import codecs
import re

_ISO = re.compile(r"(?:x-)?iso[-_ ]?8859[-_ ]?(\d{1,2})(?:-[ei])?")
_PAGE = re.compile(r"(?:x-)?(?:windows|win|cp|ansi|dos|ibm|ms)[-_ ]?(\d{3,4})")
_OTHERS = {
    "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8 utf-8-bom",
    "cp932": "windows-31j x-sjis x-ms-cp932",
    "cp949": "cseuckr csksc56011987 iso-ir-149 ks_c_5601-1989 ksc_5601",
    "gb18030": "csgb2312 gb_2312 gb_2312-80 x-gbk",
    "big5": "cn-big5 x-x-big5 x-big5",
    "euc_jp": "cseucpkdfmtjapanese x-euc-jp",
    "iso8859-6": "csiso88596e csiso88596i",
    "iso8859-7": "sun_eu_greek",
    "iso8859-8": "csiso88598e csiso88598i logical visual",
    "iso8859-15": "csisolatin9",
    "koi8-r": "koi koi8",
    "koi8-u": "koi8-ru",
    "mac-roman": "csmacintosh mac x-mac-roman",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "cp1252": "iso-latin-1 x-ansi ansi",
}
_NAMES = {label: name for name, labels in _OTHERS.items() for label in labels.split()}


def lookup(label: str) -> codecs.CodecInfo | None:
    """The codec that a label means, or None where there is none.

    >>> [lookup(one).name for one in ("windows-1251", "win-1251", "x-sjis", "ISO-8859-8-I", "dos-874")]
    ['cp1251', 'cp1251', 'cp932', 'iso8859-8', 'cp874']
    """
    for name in (label, _meant(label.strip().lower())):
        try:
            return codecs.lookup(name)
        except (LookupError, ValueError):  # ValueError: NUL in the name
            continue
    return None


def _meant(label: str) -> str:
    if found := _ISO.fullmatch(label):
        return f"iso8859-{found[1]}"
    if found := _PAGE.fullmatch(label):
        return f"cp{found[1]}"
    return _NAMES.get(label, label)
