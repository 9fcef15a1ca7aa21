"""The kinds of names as plain numbers: reading a member of an IntEnum costs more than the comparison that it is read for."""

from newsbeam.pipeline.gazetteer.rows import Kind

COUNTRY, CAPITAL, HISTORIC, REGION, CITY, ALTERNATE, ABBREVIATION, STOP, DEMONYM, CUE = map(
    int,
    (
        Kind.COUNTRY,
        Kind.CAPITAL,
        Kind.HISTORIC,
        Kind.REGION,
        Kind.CITY,
        Kind.ALTERNATE,
        Kind.ABBREVIATION,
        Kind.STOP,
        Kind.DEMONYM,
        Kind.CUE,
    ),
)
