"""A simulated section from a drawing of one, so that what was written can be compared digit by digit."""

import numpy as np

from neointima.geometry.section_contours import SectionContours, polygon_area
from neointima.instruments.outlines.classed import classed
from neointima.mistake import Mistake

LAYERS = {"lumen": "Lumen", "iel": "IEL", "eel": "EEL", "adventitia": "Adventitia"}


def section_contours(drawing, canvas, classes):
    """Outlines [m] of the one section of a drawing in pixels of the canvas, struts by number.

    A Mistake when lumen, IEL, EEL or adventitia are there twice or never, or when a line has holes or is open.
    """
    known = classed(drawing, classes).outlines
    layers = {}
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


def _line(each, canvas, source):
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
