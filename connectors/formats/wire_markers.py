"""Lines above a teletype headline that say nothing but what the message is: 1ST LEAD, REFILE, EXTRA, WDHLG (docs/design/wire-copy.md#tellings)."""

import re
import unicodedata

_SAID = {
    "update": """UPDATE UPDATED LEAD LD NET WRITETHRU WRITETHROUGH AKTUALISIERUNG AKTUALISIERT ERGANZUNG ERGAENZUNG NEUFASSUNG
        ACTUALISATION ACTUALISE MISE-A-JOUR ACTUALIZACION AMPLIACION AMPLIA AGGIORNAMENTO ATUALIZACAO AANVULLING OPDATERING
        OPPDATERING OPPDATERT UPPDATERING PAIVITYS""",
    "correction": """CORRECTION CORRECTED CORR BERICHTIGUNG KORREKTUR KORR CORRECTIF RECTIFICATIF RECTIFICATION ERRATUM CORRECCION
        RECTIFICACION CORREZIONE RETTIFICA CORRECAO RETIFICACAO CORRECTIE RECTIFICATIE RETTELSE RETTING RATTELSE KORJAUS OIKAISU""",
    "repeat": """REPEAT REPEATED RPT RESEND RESENDING WIEDERHOLUNG WDHLG WDH REPETITION REPETE REPETICION REPITE RIPETIZIONE REPETICAO
        HERHALING GENTAGELSE REPETISJON REPETERING TOISTO""",
    "refile": "REFILE",
    "kill": "KILL WITHDRAWN ANNULATION ANULACION ANNULLAMENTO ANULACAO",
    "hold": "HOLD",
    "urgent": """URGENT EXTRA FLASH BULLETIN SNAP ALERT NEWSALERT EIL EILMELDUNG EILT VORRANG ALERTE URGENTE ALERTA AVANCE ULTIMA-HORA
        SPOED HAST HASTER""",
    "form": """ROUNDUP WRAPUP PREVIEW ANALYSIS FEATURE NEWS-FEATURE BACKGROUND FACTBOX ZUSAMMENFASSUNG HINTERGRUND ANALYSE SYNTHESE
        PAPIER-GENERAL AVANT-PAPIER ENCADRE RESUMEN""",
}
"""Words by what they say of a message, without accents, in the languages of the houses that send teletype."""
_SIGNAL = {word: signal for signal, words in _SAID.items() for word in words.split()}
_OWN = ("urgent", "form")
"""These are no versions: the word itself is the signal."""
_WORD = "|".join(sorted((word.replace("-", "[- ]") for word in _SIGNAL), key=len, reverse=True))
_ONE = re.compile(rf"(?:(\d{{1,2}})(?:ST|ND|RD|TH|ER|[EAO])?\.?[- ]+)?({_WORD})(?: (\d{{1,2}}))?(?:[ ,/+-]+|$)")
_NUMBERED = re.compile(r"\d{1,2}(?:st|nd|rd|th|er|[eaoªº])?\.? ", re.IGNORECASE)
_LONGEST = 40


def signals_of(line: str) -> tuple[str, ...]:
    """What a line says of its message, where every word of it does; empty for any other line.

    >>> signals_of("REFILE"), signals_of("2ND LEAD"), signals_of("(EXTRA)"), signals_of("EXTRA hours for Munich")
    (('refile',), ('update 2',), ('extra',), ())
    """
    line = line.strip(" ()[]:+*-.")
    if not line or len(line) > _LONGEST or not (line.isupper() or _NUMBERED.match(line)):
        return ()
    bare = "".join(one for one in unicodedata.normalize("NFKD", line.upper()) if not unicodedata.combining(one))
    found, at = [], 0
    while at < len(bare):
        one = _ONE.match(bare, at)
        if one is None:
            return ()
        word = one[2].replace(" ", "-")
        signal, number = _SIGNAL[word], one[1] or one[3]
        found.append(word.lower() if signal in _OWN else f"{signal} {int(number)}" if number else signal)
        at = one.end()
    return tuple(dict.fromkeys(found))
