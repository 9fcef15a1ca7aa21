"""What a language writes together with the word behind it: articles, "and", "in", "to"."""

# ruff: noqa: SIM905  word lists read best as words

PARTICLES = {
    "am": tuple("በ የ ከ ለ ስለ ወደ እንደ በየ".split()),
    "ar": tuple("و ب ل ف ك ال وال بال لل فال كال ولل وب ول".split()),
    "he": tuple("ה ו ב ל מ ש כ וב ול ומ וה מה שה שב כשה".split()),
}
PREFIXES = frozenset().union(*PARTICLES.values())
"""Those of all of them: no two of these languages have a letter in common."""
