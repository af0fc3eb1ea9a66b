"""A section as it would look under the microscope."""

from math import ceil

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from neointima.geometry.section_contours import SectionContours
from neointima.instruments.histology.canvas import Canvas, canvas_around
from neointima.instruments.histology.cells import Cells, cells
from neointima.instruments.histology.exposure import Makeup, Scene, Strip, exposed, focused
from neointima.instruments.histology.marks import endothelium, joined, laminae, nuclei
from neointima.instruments.histology.regions import regions
from neointima.instruments.histology.stains import Stain
from neointima.instruments.histology.stamp import ellipses, stamped
from neointima.instruments.histology.territory import discs, territory
from neointima.instruments.histology.texture import textures
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array
from neointima.simulation.section_snapshot import Snapshot

Picture = NDArray[np.uint8]
STRIP, HALO = 192, 5e-6
FINER, LEAST_WIDTH = 2, 32


def render(snapshot: Snapshot, stain: Stain, pixel: float = 1e-6) -> Picture:
    """The section with a margin, (rows, columns, 3), on ``canvas_around`` its outlines; the same each time."""
    return draw(snapshot, stain, canvas_around(snapshot.contours, pixel))


def preview(snapshot: Snapshot, stain: Stain, width: int, *, around: SectionContours | None = None) -> Picture:
    """The section ``width`` pixels wide, drawn twice as fine and then reduced.

    ``around`` names the outlines that the picture must hold, so that frames of a film show the same window.
    """
    if width < LEAST_WIDTH:
        raise Mistake(f"a preview {width} pixels wide: choose {LEAST_WIDTH} or more")
    shown = snapshot.contours if around is None else around
    wide = canvas_around(shown, 1e-5)
    canvas = canvas_around(shown, 1e-5 * wide.columns / (FINER * width))
    fine = draw(snapshot, stain, canvas)
    height = max(1, round(canvas.rows * width / canvas.columns))
    return np.asarray(Image.fromarray(fine).resize((width, height), Image.Resampling.BOX))


def draw(snapshot: Snapshot, stain: Stain, canvas: Canvas) -> Picture:
    """The part of the section that lies on a canvas, strip by strip."""
    bodies = cells(snapshot)
    scene = _scene(snapshot.contours, (bodies, canvas), stain.density)
    dark = ellipses(joined(nuclei(snapshot, bodies), endothelium(snapshot)), canvas)
    lines = ellipses(laminae(snapshot), canvas)
    halo = 1 + ceil(HALO / canvas.pixel)
    picture = np.empty((canvas.rows, canvas.columns, 3), np.uint8)
    for top in range(0, canvas.rows, STRIP):
        bottom = min(top + STRIP, canvas.rows)
        first, last = max(0, top - halo), min(canvas.rows, bottom + halo)
        shape = (last - first, canvas.columns)
        land = territory(scene.bodies, first, shape)
        light = exposed(scene, Strip(first, land, stamped(dark, first, shape), stamped(lines, first, shape)))
        # A row more on either side is in focus's reach; the picture's own edges are repeated.
        rows = np.clip(np.arange(top - 1, bottom + 1), 0, canvas.rows - 1) - first
        focused(light[rows], picture[top:bottom])
    return picture


def _scene(contours: SectionContours, shown: tuple[Cells, Canvas], density: Array) -> Scene:
    bodies, canvas = shown
    outline = canvas.to_pixels(contours.external_lamina)
    middle = outline.mean(axis=0)
    girth = 2 * np.pi * float(np.hypot(*(outline - middle).T).mean())
    return Scene(
        regions(contours, canvas),
        discs(bodies, canvas),
        Makeup(bodies.kind, bodies.share, bodies.collagen),
        textures(),
        density,
        canvas.pixel,
        (float(middle[0]), float(middle[1])),
        girth,
    )
