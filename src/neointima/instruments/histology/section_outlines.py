"""A simulated section as a drawing in pixels of its picture, and a section from a drawing of one."""

from collections.abc import Iterator

import numpy as np

from neointima.geometry.section_contours import SectionContours, polygon_area
from neointima.instruments.histology.canvas import Canvas
from neointima.instruments.outlines import Drawing, Outline
from neointima.instruments.outlines.classed import classed
from neointima.instruments.outlines.classes import Classes
from neointima.instruments.outlines.qupath import Mark
from neointima.instruments.outlines.sections_by_place import Classed
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array
from neointima.simulation.section_snapshot import FIBRIN, MACROPHAGE, MUSCLE, REMNANT, Snapshot

# The class of each layer as people write it, from inside out.
LAYERS = {"lumen": "Lumen", "iel": "IEL", "eel": "EEL", "adventitia": "Adventitia"}
STRUT = "Strut"
BODIES = {
    MUSCLE: ("Smooth muscle cell", (90, 60, 160)),
    FIBRIN: ("Fibrin", (200, 30, 60)),
    REMNANT: ("Remnant", (120, 120, 160)),
    MACROPHAGE: ("Macrophage", (40, 40, 40)),
}


def section_drawing(contours: SectionContours, canvas: Canvas, source: str = "simulated section") -> Drawing:
    """Lumen, IEL, EEL and adventitia, then Strut 1 and so on, in pixels of the canvas."""
    layers = (contours.lumen, contours.internal_lamina, contours.external_lamina, contours.outside)
    named = [(label, label, points) for label, points in zip(LAYERS.values(), layers, strict=True)]
    named += [(STRUT, f"{STRUT} {number}", points) for number, points in enumerate(contours.struts, 1)]
    outlines = tuple(Outline(label, name, ((canvas.to_pixels(points),),)) for label, name, points in named)
    return Drawing(source, outlines, canvas.pixel)


def section_contours(drawing: Drawing, canvas: Canvas, classes: Classes) -> SectionContours:
    """Outlines [m] of the one section of a drawing in pixels of the canvas, struts by number.

    A Mistake when lumen, IEL, EEL or adventitia are there twice or never, or when a line has holes or is open.
    """
    known = classed(drawing, classes).outlines
    layers: dict[str, Array] = {}
    for each in known:
        if each.kind in layers:
            raise Mistake(f"{drawing.source}: {LAYERS[each.kind]} is there twice; keep one outline of that class")
        if each.kind in LAYERS:
            layers[each.kind] = _line(each, canvas, drawing.source)
    for kind, label in LAYERS.items():
        if kind not in layers:
            raise Mistake(f"{drawing.source}: no outline of class {label}; trace it and give it that class")
    # Struts without a number come last, in the order of the file.
    struts = sorted((each for each in known if each.kind == "strut"), key=lambda each: each.number or 10**9)
    lines = tuple(_line(each, canvas, drawing.source) for each in struts)
    return SectionContours(layers["lumen"], layers["iel"], layers["eel"], layers["adventitia"], lines)


def body_marks(snapshot: Snapshot, canvas: Canvas) -> Iterator[Mark]:
    """The middle of every body, with its kind and radius."""
    places = canvas.to_pixels(snapshot.position).tolist()
    for point, kind, radius in zip(places, snapshot.kind.tolist(), snapshot.radius.tolist(), strict=True):
        name, colour = BODIES[kind]
        yield Mark((point[0], point[1]), name, colour, {"Radius µm": radius * 1e6})


def _line(each: Classed, canvas: Canvas, source: str) -> Array:
    """The one closed line of an outline [m], anticlockwise."""
    place = f"{source} › {each.outline.name or each.outline.label}"
    if len(each.outline.polygons) != 1 or len(each.outline.polygons[0]) != 1:
        raise Mistake(f"{place}: a polygon without holes is expected; trace it as one closed line")
    points = canvas.to_metres(each.outline.polygons[0][0])
    if len(points) < 3:
        raise Mistake(f"{place}: {len(points)} points; a closed line of three or more is needed")
    area = polygon_area(points - points[0])
    if area == 0 or not np.isfinite(area):
        raise Mistake(f"{place}: the line encloses nothing; trace it anew")
    return points if area > 0 else points[::-1]
