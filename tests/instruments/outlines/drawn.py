"""A drawing of a section made by formula, and areas by the shoelace alone, so that nothing of the package is trusted."""

import numpy as np

from neointima.instruments.outlines import Drawing, Outline


def around(radius, points=360, middle=(5000.0, 4000.0), wave=0.03):
    angle = np.arange(points) * 2 * np.pi / points
    far = radius * (1 + wave * np.sin(3 * angle + radius))
    return np.column_stack([middle[0] + far * np.cos(angle), middle[1] + far * np.sin(angle)])


def box(x, y, side=70.0):
    return np.array([[x, y], [x + side, y], [x + side, y + side], [x, y + side]]) + 0.25


def section(unit=float("nan")):
    """Lumen, IEL, EEL; a wall with a hole; a thing in two parts; struts with scores; an open line."""
    lumen, iel, eel = around(1000.0), around(1500.0), around(1800.0)
    outlines = (
        Outline("EEL", "EEL", ((eel,),)),
        Outline("IEL", "IEL", ((iel,),)),
        Outline("Lumen", "Lumen", ((lumen,),)),
        Outline("Wall", "Wall", ((around(1700.0), around(1100.0)[::-1]),)),
        Outline("Neointima", "Neointima", ((box(4000.0, 3000.0),), (box(4200.0, 3000.0, 50.0),))),
        Outline("Strut", "Strut 1", ((box(3600.0, 4000.0),),), values={"Injury score": 2.0, "Confidence": 0.8125}),
        Outline("Strut", "Strut 2", ((box(6300.0, 4000.0),),)),
        Outline("CD31", "CD31", lines=(around(1000.0)[:200],)),
    )
    return Drawing("drawn", outlines, unit)


def shoelace(points):
    x, y = (points - points[0]).T
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


def area(outline):
    return sum(shoelace(outer) - sum(map(shoelace, holes)) for outer, *holes in outline.polygons)


def areas(drawing):
    return {outline.name or outline.label: area(outline) for outline in drawing.outlines if outline.polygons}
