"""What was measured on one file, and what the person who asked for it wished."""

from math import nan
from typing import Any, NamedTuple

from neointima.instruments.outlines import Drawing

COLUMNS = ("file", "section", "endpoint", "value", "unit", "basis")
STRUT_COLUMNS = (
    *("file", "section", "strut", "angle_deg", "thickness_outer_face_mm", "thickness_inner_face_mm"),
    *("spacing_to_next_mm", "embedding_um", "injury", "inflammation", "fibrin"),
)
CORRECTION_COLUMNS = (
    *("file", "picture", "sha256", "outline", "what", "area_before", "area_after", "dice", "farthest_move", "unit"),
)


class Value(NamedTuple):
    """One number of one ``section``, frame or lesion, in the unit of the field; ``basis`` says what it refers to.

    ``endpoint`` is the name of a file in the room ``endpoints`` where there is one.
    """

    section: str
    endpoint: str
    value: float
    unit: str
    basis: str = ""


class Measured(NamedTuple):
    """What one file gave: its ``kind``, values, notes in plain sentences, and what pictures are drawn from.

    ``refused`` says why parts of the file, or their millimetres, were refused: the rest was measured. ``struts`` are
    rows of STRUT_COLUMNS without the file, ``corrections`` of CORRECTION_COLUMNS. ``drawn`` are outlines that a program
    drew, to be kept and corrected.
    """

    file: str
    kind: str
    values: tuple[Value, ...]
    notes: tuple[str, ...] = ()
    views: tuple[Any, ...] = ()
    refused: tuple[str, ...] = ()
    struts: tuple[tuple[object, ...], ...] = ()
    corrections: tuple[tuple[object, ...], ...] = ()
    drawn: tuple[Drawing, ...] = ()


class Wish(NamedTuple):
    """What the person chose; nan, '' and 'auto' where nothing was said.

    ``scale`` [m] is the side of a pixel, ``frame_spacing`` [m] lies between frames of a pullback. ``reference`` of
    neointima: 'iel', 'stent', 'eel'. ``face`` of a strut from which thickness runs: 'outer' or 'inner'. ``classes`` is
    the path of a table of class names, and ``named`` holds names with their classes beside it. ``strut`` [m] is metal
    and polymer, beyond which a strut lies apart from the wall. ``covered`` [m] is how thick tissue must be to cover a
    strut, 0 for any. ``volume`` is the rule by which areas along a vessel become a volume: 'slices' or 'trapezoid'.
    Of an angiogram, ``ends`` are x, y, x, y [pixels] of a vessel from proximal to distal, ``catheter`` [m] is the
    diameter of the catheter that is drawn on it, and ``frame`` counts from 1, 0 for the one that the file stands for.
    """

    scale: float = nan
    frame_spacing: float = nan
    reference: str = "auto"
    face: str = "outer"
    classes: str = ""
    named: tuple[tuple[str, str], ...] = ()
    strut: float = nan
    covered: float = 0.0
    volume: str = "slices"
    ends: tuple[float, ...] = ()
    catheter: float = nan
    frame: int = 0
