"""What has somebody drawn? QuPath, ImageJ, label images and point lists, all read into the same record."""

from collections.abc import Mapping
from math import nan
from types import MappingProxyType
from typing import NamedTuple

from neointima.quantities.kinds import Array

Polygon = tuple[Array, ...]
NOTHING: Mapping[str, float] = MappingProxyType({})


class Outline(NamedTuple):
    """One thing that somebody drew, in the file's own unit, x to the right and y as the file counts it.

    ``label`` is its class or name as the file writes it. A polygon is its outer ring and its holes, each (points, 2)
    without the first point again; several polygons are one thing. ``lines`` are open. ``section`` tells apart the
    sections or frames of one file, '' where it holds one; ``place`` is where the frame lies along the vessel, in the
    same unit. ``values`` are numbers that the file keeps with it, such as a reader's score.
    """

    label: str
    name: str = ""
    polygons: tuple[Polygon, ...] = ()
    lines: tuple[Array, ...] = ()
    section: str = ""
    place: float = nan
    values: Mapping[str, float] = NOTHING


class Drawing(NamedTuple):
    """All outlines of one file.

    ``unit`` is metres in a unit of the coordinates, nan where the file does not say, as of pixels. ``is_pixels`` where
    the outlines are borders of pixels, so that areas are counts. ``notes`` say in plain sentences what was odd,
    skipped or mended.
    """

    source: str
    outlines: tuple[Outline, ...]
    unit: float = nan
    is_pixels: bool = False
    notes: tuple[str, ...] = ()
