"""Surfaces of rings as a VTK file, for ParaView and 3-D Slicer.

The legacy text format of VTK, version 3.0: points, quadrilaterals, and for each the number of its surface.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from neointima.instruments.whole_file import whole_file
from neointima.quantities.kinds import Array, Numbers

HEAD = "# vtk DataFile Version 3.0\n{title}\nASCII\nDATASET POLYDATA\n"


def write_surfaces(path: Path, surfaces: Mapping[str, tuple[Array, Sequence[bool]]]) -> None:
    """Write rings (rings, points, 3), joined to the next where it says so; surfaces are numbered from 0 in order."""
    points = [rings.reshape(-1, 3) for rings, _ in surfaces.values()]
    starts = np.concatenate([[0], np.cumsum([len(each) for each in points])]).astype(np.int64)
    sides = [
        start + sides_of(rings.shape[1], joined)
        for start, (rings, joined) in zip(starts[:-1], surfaces.values(), strict=True)
    ]
    every = np.concatenate([np.zeros((0, 3)), *points])
    cells = np.concatenate([np.zeros((0, 4), np.int64), *sides])
    owner = np.repeat(np.arange(len(sides)), [len(each) for each in sides])
    title = ", ".join(f"{number} {name}" for number, name in enumerate(surfaces)) or "nothing"
    with whole_file(path) as part, part.open("w", encoding="ascii", errors="replace") as file:
        file.write(HEAD.format(title=title[:200]))
        file.write(f"POINTS {len(every)} double\n")
        np.savetxt(file, every, fmt="%.6g")
        file.write(f"POLYGONS {len(cells)} {5 * len(cells)}\n")
        np.savetxt(file, np.column_stack([np.full(len(cells), 4), cells]), fmt="%d")
        file.write(f"CELL_DATA {len(cells)}\nSCALARS surface int 1\nLOOKUP_TABLE default\n")
        np.savetxt(file, owner, fmt="%d")


def sides_of(around: int, joined: Sequence[bool]) -> Numbers:
    """Corners of the quadrilaterals between joined rings of ``around`` points each, (sides, 4), outward."""
    here = np.arange(around)
    after = (here + 1) % around
    one = np.column_stack([here, after, after + around, here + around])
    rings = np.flatnonzero(np.asarray(joined, dtype=bool))
    return (one[None] + around * rings[:, None, None]).reshape(-1, 4)
