"""Bodies whose names French and Italian go on with in small letters: "Organisation internationale du travail", "Ispettorato nazionale del lavoro"."""

# ruff: noqa: SIM905  word lists read best as words

import re
from collections.abc import Iterator

from newsbeam.pipeline.taggers.name_kinds import is_title

_NOUNS = {
    "fr": "Parti Organisation Agence Fédération Confédération Centrale Union Commission Conseil Institut Office Ligue Banque Cour Autorité Comité Compagnie "
    "Société Observatoire Caisse Syndicat Association Fondation Front Mouvement Rassemblement Assemblée Chambre Ministère Fonds Haut-Commissariat Direction Police",
    "it": "Ufficio Ispettorato Agenzia Corte Consiglio Ministero Istituto Commissione Partito Banca Autorità Unione Federazione Confederazione Ordine "
    "Comitato Associazione Fondazione Ente Guardia Procura Tribunale",
}
_ADJECTIVE = {
    "fr": r"(?:[^\W\d_]+-)?[^\W\d_]{2,}(?:al|ale|aux|ales|el|nelle|ielle|uelle|els|nelles|ielles|uelles|ique|iques|aire|aires|ien|ienne|iens|iennes|ain|aine|aines|ais|aise|ois|oise|if|ive|istes?|autonome|unies)",
    "it": r"[^\W\d_]{2,}(?:ale|ali|ano|ana|ani|ane|ario|aria|ico|ica|ici|iche|ivo|iva|ese|esi|ista|isti)",
}
_JOINER = {
    "fr": r"(?:et )?(?:de la |de l['’]|des |du |de |d['’]|pour la |pour le |pour les |pour l['’]|contre la |sur les )",
    "it": r"(?:e )?(?:del |della |dei |delle |dell['’]|degli |dello |di |per la |per il |per le |per i |per l['’])",
}
_DAYS = frozenset(
    "lundi mardi mercredi jeudi vendredi samedi dimanche lunedì martedì mercoledì giovedì venerdì sabato domenica nouveau part fait même grande presse "
    "plus suite sorte champions masque".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def _pattern(language: str) -> re.Pattern[str]:
    # Alternatives that begin with a letter are looked for by these letters: with a word's edge at the head every place is tried.
    tails: dict[str, list[str]] = {}
    for noun in _NOUNS[language].split():
        tails.setdefault(noun[0], []).append(noun[1:])
    nouns = "|".join(rf"{first}(?<!\w.)(?:{'|'.join(rest)})" for first, rest in tails.items())
    adjective = rf"(?: (?:et |e )?{_ADJECTIVE[language]}(?![\w'’-]))"
    return re.compile(
        rf"(?:{nouns}){adjective}{{0,2}}(?: {_JOINER[language]}[^\W\d_]+(?:-[^\W\d_]+)*{adjective}{{0,2}}){{0,4}}(?![\w-])"
    )


_PATTERNS = {language: _pattern(language) for language in _NOUNS}
_JOINERS = {language: re.compile(f" {joiner}") for language, joiner in _JOINER.items()}
_COUNTRY = "Union soviétique"
"""It begins as a body does, and is none."""


def romance_bodies(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, name) of such bodies.

    >>> text = "L'Organisation internationale du travail et le Parti québécois du député ont parlé."
    >>> [name for _, _, name in romance_bodies(text, "fr")]
    ['Organisation internationale du travail', 'Parti québécois']
    """
    for match in _PATTERNS[language].finditer(text):
        name, stop = match[0], match.end()
        for one in _JOINERS[language].finditer(name):
            noun = _WORD.match(name, one.end())
            if noun and (noun[0].lower() in _DAYS or (noun[0][0].islower() and is_title(noun[0]))):
                name, stop = name[: one.start()], match.start() + one.start()
                break
        # A capital within is `name_reader.py`'s, but at the end: "Port autonome d'Abidjan".
        if (
            " " in name
            and not name.startswith(_COUNTRY)
            and any(word[0].islower() and len(word) > 3 for word in name.split(" ")[1:])
        ):
            yield match.start(), stop, name


LANGUAGES = frozenset(_NOUNS)
