"""The colour of each class where QuPath and ImageJ show it."""

from neointima.instruments.outlines.classes import our_classes

COLOURS = {
    "lumen": (0, 114, 178),
    "iel": (0, 158, 115),
    "eel": (230, 159, 0),
    "adventitia": (150, 150, 150),
    "strut": (213, 94, 0),
    "stent": (213, 94, 0),
    "neointima": (204, 121, 167),
    "media": (86, 180, 233),
    "wall": (86, 180, 233),
    "endothelium": (240, 228, 66),
}
OTHER = (100, 100, 100)


def colour_of(label: str) -> tuple[int, int, int]:
    """Red, green and blue, from Okabe and Ito's set, which the colour-blind tell apart."""
    return COLOURS.get(our_classes().kind_of(label), OTHER)
