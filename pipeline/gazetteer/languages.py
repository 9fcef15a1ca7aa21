"""The languages whose names of places CLDR gives us; a place in this list is a bit of a mask of languages."""

# ruff: noqa: SIM905  word lists read best as words

LANGUAGES = (
    "af am ar az bg bn bs ca cs da de el en es et eu fa fi fil fr gu ha he hi hr hu hy id is it ja ka kk km kn ko "
    "ky lo lt lv mk ml mn mr ms my nb ne nl pa pl ps pt ro ru sd si sk sl so sq sr sv sw ta te th tr uk ur uz vi zh "
    "zh_Hant"
).split()
