"""Several groups seen as one organisation."""

from typing import Final

from wag_analyzer.tables.table import table

__all__ = ["ORGANISATION_TIES"]

ORGANISATION_TIES: Final = table(
    "organisation_ties",
    "one ordered pair of persons and layer, over all groups of an organisation",
    ("source", "text", "who turns to somebody; in layer group one of both, each pair stands both ways"),
    ("target", "text", "to whom"),
    ("layer", "label", "all: acts as in ties, summed over the groups; group: groups they share"),
    ("weight", "float", "expected acts; in layer group each shared group counts 1 / (its people - 1) (Newman 2001)"),
    ("groups", "int", "groups in which it is so"),
)
