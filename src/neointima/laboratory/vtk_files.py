"""Recorded maps as VTK files: an unstructured grid for each day and a collection with their times, for ParaView.

The XML format of VTK with zlib-compressed arrays appended in base64: valid XML that any parser reads, written with the
standard library alone. Source: the VTK file format, docs.vtk.org.
"""

import struct
import zlib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import numpy as np
from numpy.typing import NDArray

from neointima.laboratory import results
from neointima.laboratory.folder import write_text
from neointima.laboratory.wall_cells import POOLS, WallCells, total_drug, wall_cells
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Numbers
from neointima.simulation.recording import STENTED_WALL, Recording

QUAD, HEXAHEDRON = 9, 12
TYPES = {"float32": "Float32", "float64": "Float64", "int32": "Int32", "uint8": "UInt8"}
BLOCK = 1 << 20
LEVEL = 1
FIELDS = (*POOLS, "occupancy")
HEAD = '<?xml version="1.0"?>\n<VTKFile type="{kind}" version="1.0" byte_order="LittleEndian" header_type="UInt64"'


@dataclass(frozen=True, slots=True)
class Packed:
    """One array as VTK keeps it: what it is, and its bytes compressed and in base64."""

    kind: str
    parts: int
    unit: str
    text: str


def write_vtk(folder: Path) -> list[Path]:
    """Write ``vtk/<arm>/`` in the folder of a run, one grid for each day of maps; return each arm's collection."""
    protocol = results.study(folder)["protocol"]
    if protocol != "drug_transport":
        raise Mistake(f"{folder}: a run of '{protocol}' keeps no maps; give the folder of a 'drug_transport' run")
    return [write_wall(folder / "vtk" / arm, one) for arm, one in results.recordings(folder).items()]


def write_wall(folder: Path, recording: Recording) -> Path:
    """Write the maps of one recording as ``folder``/name_000.vtu, … and return the collection, name.pvd."""
    folder.mkdir(parents=True, exist_ok=True)
    name, total = folder.name, total_drug(recording)
    mesh = _mesh(wall_cells(recording))
    places = {
        "layer": _pack(recording.values["layer"][0].astype(np.uint8)),
        # A cell that metal cuts holds less tissue than its corners enclose.
        "cell_volume": _pack(recording.values["cell_volume"][0], unit="m**3"),
    }
    files = []
    for place, day in enumerate(recording.days):
        fields = {
            field: _pack(recording.values[field][0, place].astype(np.float32), unit=STENTED_WALL[field].unit)
            for field in FIELDS
        }
        fields |= {"total": _pack(total[place].astype(np.float32), unit="mol/m**3"), **places}
        files.append(f"{name}_{place:03d}.vtu")
        write_text(folder / files[-1], _grid(mesh, fields, sizes=(_points(recording), total.shape[1]), day=float(day)))
    collection = folder / f"{name}.pvd"
    write_text(collection, _collection(files, recording.days))
    return collection


def corner_points(cells: WallCells) -> Array:
    """Corners of all cells [m, (points, 3)], height after height; a section lies in one plane."""
    flat = cells.corners.reshape(-1, 2)
    heights = cells.heights[:1] if cells.is_section else cells.heights
    return np.column_stack([np.tile(flat, (heights.size, 1)), np.repeat(heights, len(flat))])


def corners_of_cells(cells: WallCells) -> Numbers:
    """Numbers of each cell's corners: 4 around a section's cells, else 8, lower face first; counter-clockwise."""
    rings, sectors = cells.corners.shape[:2]
    after = (cells.sector + 1) % sectors
    inside, outside = cells.ring * sectors, (cells.ring + 1) * sectors
    face = np.stack([inside + cells.sector, outside + cells.sector, outside + after, inside + after], axis=1)
    if cells.is_section:
        return face
    lower = face + (cells.piece * rings * sectors)[:, None]
    return np.hstack([lower, lower + rings * sectors])


def _points(recording: Recording) -> int:
    corners, heights = recording.values["corner"].shape[1:3], recording.values["height"].shape[1]
    return int(np.prod(corners)) * (1 if heights == 2 else heights)


def _mesh(cells: WallCells) -> dict[str, Packed]:
    """Points and cells, packed once for all days."""
    corners = corners_of_cells(cells)
    kind = QUAD if cells.is_section else HEXAHEDRON
    return {
        "points": _pack(corner_points(cells), parts=3),
        "connectivity": _pack(corners.astype(np.int32)),
        "offsets": _pack((np.arange(1, len(corners) + 1) * corners.shape[1]).astype(np.int32)),
        "types": _pack(np.full(len(corners), kind, dtype=np.uint8)),
    }


def _pack(values: NDArray[Any], *, parts: int = 1, unit: str = "") -> Packed:
    """Compress an array in blocks; a head of 8-byte numbers says how many, how large, and how large compressed."""
    raw = values.astype(values.dtype.newbyteorder("<")).tobytes()
    blocks = [zlib.compress(raw[start : start + BLOCK], LEVEL) for start in range(0, len(raw), BLOCK)]
    head = struct.pack(f"<{3 + len(blocks)}Q", len(blocks), BLOCK, len(raw) % BLOCK, *(len(one) for one in blocks))
    text = b64encode(head).decode() + b64encode(b"".join(blocks)).decode()
    return Packed(TYPES[values.dtype.name], parts, unit, text)


def _grid(mesh: Mapping[str, Packed], fields: Mapping[str, Packed], *, sizes: tuple[int, int], day: float) -> str:
    """One day as an unstructured grid."""
    points, cells = sizes
    texts = [one.text for one in (*mesh.values(), *fields.values())]
    starts = iter(np.concatenate([[0], np.cumsum([len(text) for text in texts])]).tolist())
    lines = {name: _described(name, one, next(starts)) for name, one in (*mesh.items(), *fields.items())}
    return "".join(
        [
            HEAD.format(kind="UnstructuredGrid") + ' compressor="vtkZLibDataCompressor">\n<UnstructuredGrid>\n',
            '<FieldData><DataArray type="Float64" Name="TimeValue" NumberOfTuples="1" format="ascii">',
            f'{day:.10g}</DataArray></FieldData>\n<Piece NumberOfPoints="{points}" NumberOfCells="{cells}">\n',
            f"<Points>\n{lines['points']}</Points>\n",
            "<Cells>\n" + "".join(lines[name] for name in ("connectivity", "offsets", "types")) + "</Cells>\n",
            '<CellData Scalars="total">\n' + "".join(lines[name] for name in fields) + "</CellData>\n",
            '</Piece>\n</UnstructuredGrid>\n<AppendedData encoding="base64">\n_',
            *texts,
            "\n</AppendedData>\n</VTKFile>\n",
        ]
    )


def _described(name: str, one: Packed, start: int) -> str:
    what = f'type="{one.kind}" Name="{name}" NumberOfComponents="{one.parts}" format="appended" offset="{start}"'
    if not one.unit:
        return f"<DataArray {what}/>\n"
    unit = f'<InformationKey name="UNITS_LABEL" location="vtkDataArray">{one.unit}</InformationKey>'
    return f"<DataArray {what}>{unit}</DataArray>\n"


def _collection(files: list[str], days: Array) -> str:
    """What ParaView opens: each file with its time in days."""
    lines = [
        f'<DataSet timestep="{day:.10g}" group="" part="0" file={quoteattr(name)}/>\n'
        for name, day in zip(files, days, strict=True)
    ]
    return HEAD.format(kind="Collection") + ">\n<Collection>\n" + "".join(lines) + "</Collection>\n</VTKFile>\n"
