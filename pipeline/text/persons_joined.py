"""Names that are joined without a space, and lists whose names are turned: `سامي خوري ومنى عون`, `Lind, Marta; Blom, Oskar`."""

import re

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.person_words import SPLIT

_GLUED = late(
    r"(?P<by>(?:كتبت?|كتب[اه]|بقلم|تحرير|إعداد)\s?[:：–—-]?\s)?(?P<first>[\u0620-\u06ff]{2,}(?: [\u0620-\u06ff]{2,}){1,3}) و(?P<second>[\u0620-\u06ff]{2,}(?: [\u0620-\u06ff]{2,}){1,3}):?"
)
_GLUED_HE = late(
    r"(?P<first>[\u05d0-\u05ea'\"]{2,}(?: [\u05d0-\u05ea'\"-]{2,}){1,3}) ו(?P<second>[\u05d0-\u05ea'\"]{2,}(?: [\u05d0-\u05ea'\"-]{2,}){1,3})"
)
_OWN = frozenset(
    [
        "ليد",
        "ائل",
        "سيم",
        "فاء",
        "جدي",
        "داد",
        "هيب",
        "سام",
        "حيد",
        "صفي",
        "لاء",
        "رد",
        "رود",
        "ضاح",
        "فيق",
        "هبة",
        "هبي",
        "دود",
        "عد",
        "ئام",
        "سيلة",
        "اثق",
        "الي",
        "لي",
        "حيدة",
        "جيه",
        "هاب",
        "دان",
        "سن",
        "رقاء",
        "جنات",
        "ديع",
        "ليم",
        "حشة",
        "رדة",
        "רד",
        "יקטור",
        "לדימיר",
        "ולטר",
        "אדים",
        "נסה",
        "יולה",
        "ילי",
        "יצמן",
        "יקי",
        "ילמה",
        "לרי",
        "אלרי",
        "יוי",
    ]
)
"""Names that begin with that letter of their own, without it: Walid, Wael; Vered, Victor."""
_TURNED = re.compile(r"\s*;\s*")
_PHOTOS = (
    r"fotos?|photos?|foto[’']?s|bild(?:er)?|billeder|kuvat?|zdjęcia|zdj\.|immagini|imágenes|imagens|vidéos?|videos?|fotograf(?:ía|ia|ie|ije|as|ías)?|фото|відео|видео|slike|"
    r"fotografije|fényképek|fotó(?:k)?|fotoğraf(?:lar)?|gambar|ảnh|صور|تصوير|عکس|צילום|写真|사진|摄影|攝影|graphics?|illustrations?|ilustraç(?:ão|ões)|ilustración"
)
_PICTURED = late(rf"[(（](?:{_PHOTOS})[)）]", re.IGNORECASE)
"""Behind who photographed: `e Rui Sá (fotos)`."""
_ROLE = late(
    r"\s?[(（](?:text[oe]?|testo|tekst|teksti|texto|szöveg|texte|words|текст|metin|نص|متن|文)(?:\s?(?:[,&+/]|y|e|et|und|and|og|och|i|ja|и|و)\s?[^()（）]{2,20})?[)）]",
    re.IGNORECASE,
)


def parted(text: str) -> str:
    """`text` with its names parted, and without who photographed.

    >>> parted("سامي خوري ومنى عون"), parted("سامي خوري وليد"), parted("Ana Leal (texto) e Rui Sá (fotos)")
    ('سامي خوري، منى عون', 'سامي خوري وليد', 'Ana Leal')
    """
    if "(" in text or "（" in text:
        text = _ROLE.sub("", text).strip()
        if _PICTURED.search(text):
            text = ", ".join(part for part in SPLIT.split(text) if not _PICTURED.search(part))
    if text.isascii():
        return text
    for pattern, mark in ((_GLUED, "،"), (_GLUED_HE, ",")):
        if (found := pattern.fullmatch(text)) is not None and found["second"].split(" ")[0] not in _OWN:
            return f"{found['first']}{mark} {found['second']}"
    return text


def turned_names(text: str) -> list[str] | None:
    """The parts of a list whose names are turned, each with its comma; None where it is no such list."""
    parts = [part for part in _TURNED.split(text) if part] if ";" in text else []
    return parts if len(parts) > 1 and all(part.count(",") == 1 for part in parts) else None
