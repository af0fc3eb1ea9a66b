"""Drawings of pullbacks with exactly known measures."""

from math import nan

import numpy as np

from neointima.instruments.outlines import Drawing, Outline

MM = 1e-3


def circle(radius, corners=720, at=(0.0, 0.0)):
    """A polygon with exactly the area of the circle."""
    angles = np.arange(corners) * 2 * np.pi / corners
    radius *= np.sqrt(2 * np.pi / corners / np.sin(2 * np.pi / corners))
    return np.asarray(at) + radius * np.column_stack([np.cos(angles), np.sin(angles)])


def outline(label, points, section, place=nan):
    return Outline(label, polygons=((np.asarray(points),),), section=section, place=place)


def box_strut(angle, inner, thickness=0.09, width=0.1):
    """A strut [mm] whose inner face lies ``inner`` from the middle."""
    flat = np.array(
        [(inner, -width / 2), (inner + thickness, -width / 2), (inner + thickness, width / 2), (inner, width / 2)]
    )
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return flat @ turn.T


def stented(count=11, spacing=0.5, unit=MM, places=True):
    """A cylinder with a stent of 1.5 mm radius and a lumen of 1.2 mm in frames 3 to 8, bare vessel before and after.

    Numbers are millimetres; eight struts a frame of the stent.
    """
    outlines = []
    for n in range(1, count + 1):
        is_stented = 3 <= n <= 8
        place = n * spacing if places else nan
        outlines.append(outline("lumen", circle(1.2 if is_stented else 1.4), f"frame {n}", place))
        if is_stented:
            outlines.append(outline("stent", circle(1.5), f"frame {n}", place))
    return Drawing("cylinder", tuple(outlines), unit)
