"""The fictional people a visitor of the window can be."""

from __future__ import annotations

DEFAULT = "noor_voorbeeld"
# Handle to name. X allows handles of at most 15 letters, digits and underscores.
CAST = {
    DEFAULT: "Noor Bakker",
    "youssef_demo": "Youssef El Amrani",
    "emma_verzonnen": "Emma Jansen",
    "sjaak_verzint": "Sjaak de Boer",
    "fatma_voorbeel": "Fatma Yıldız",
    "priya_demo": "Priya Ramdin",
    "tomasz_demo": "Tomasz Nowak",
    "willem_verzint": "Willem Kok",
}
