"""What the VTK files hold, read back by an XML parser and the rules of the format, without our own code."""

import struct
import zlib
from base64 import b64decode
from itertools import pairwise
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest

from neointima.laboratory import recordings
from neointima.laboratory.vtk_files import write_vtk, write_wall
from neointima.mistake import Mistake
from neointima.simulation.recording import STENTED_WALL, Recording

KINDS = {"Float32": "<f4", "Float64": "<f8", "Int32": "<i4", "UInt8": "u1"}
RADII = np.array([1.4e-3, 1.5e-3, 1.6e-3, 1.9e-3])
SECTORS, DAYS = 12, np.array([1.0, 3.0, 28.0])
FIELDS = {"free_drug", "specific_drug", "nonspecific_drug", "solid_drug", "occupancy", "total"}


def wall(heights):
    """A round wall of twelve sectors, one cell of it metal and one half metal, with luck in every field."""
    angles = np.arange(SECTORS) * 2 * np.pi / SECTORS
    corners = RADII[:, None, None] * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    tissue = np.ones((RADII.size - 1, SECTORS, heights.size - 1))
    tissue[0, 4], tissue[0, 5] = 0.0, 0.5
    ring, sector, piece = np.nonzero(tissue)
    arcs = np.diff(RADII**2)[:, None, None] / 2 * (2 * np.pi / SECTORS) * np.diff(heights)
    rng = np.random.default_rng(4)
    sizes = {"case": 1, "time": 4, "layer": 3, "percentile": 5, "day": DAYS.size, "cell": ring.size}
    shapes = {name: [sizes.get(axis, 1) for axis in quantity.axes] for name, quantity in STENTED_WALL.items()}
    values = {name: rng.random(shape) for name, shape in shapes.items()}
    values |= {"ring": ring[None] * 1.0, "sector": sector[None] * 1.0, "slice": piece[None] * 1.0}
    values |= {"corner": corners[None], "height": heights[None], "layer": np.minimum(ring, 2)[None] * 1.0}
    values["cell_volume"] = (tissue * arcs)[ring, sector, piece][None]
    return Recording(np.arange(4) * 86400.0, DAYS, values, "stented_wall")


SECTION, SEGMENT = wall(np.array([0.0, 1.0])), wall(np.array([0.0, 1e-4, 3e-4]))
BOTH = pytest.mark.parametrize("recording", [SECTION, SEGMENT], ids=["section", "segment"])


def arrays(path):
    """Every array of a grid by name."""
    root = ElementTree.parse(path).getroot()
    text = root.find("AppendedData").text.strip().removeprefix("_")
    found = {}
    for one in root.iter("DataArray"):
        if one.get("format") == "ascii":
            found[one.get("Name")] = np.array(one.text.split(), dtype=float)
            continue
        raw, (start, parts) = _inflated(text, int(one.get("offset"))), (0, int(one.get("NumberOfComponents")))
        values = np.frombuffer(raw, KINDS[one.get("type")], offset=start)
        found[one.get("Name")] = values.reshape(-1, parts) if parts > 1 else values
    return root, found


def _inflated(text, start):
    """Blocks of one array: a head of 8-byte numbers in base64, then the blocks in base64."""
    blocks = struct.unpack("<Q", b64decode(text[start : start + 12])[:8])[0]
    length = -(-8 * (3 + blocks) // 3) * 4
    head = struct.unpack(f"<{3 + blocks}Q", b64decode(text[start : start + length])[: 8 * (3 + blocks)])
    body = b64decode(text[start + length : start + length + -(-sum(head[3:]) // 3) * 4])
    ends = np.cumsum((0, *head[3:]))
    parts = [zlib.decompress(body[low:high]) for low, high in pairwise(ends)]
    sizes = [head[1]] * (blocks - 1) + [head[2] or head[1]]
    assert [len(part) for part in parts] == sizes
    return b"".join(parts)


def signed_volumes(points, cells):
    """Volumes of hexahedra, or areas of quadrilaterals, with the sign of their orientation."""
    corners = points[cells]
    one, two = corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1]
    area = (one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]) / 2
    return area if cells.shape[1] == 4 else area * (corners[:, 4, 2] - corners[:, 0, 2])


@BOTH
def test_cells_enclose_the_recorded_volume_where_there_is_no_metal(tmp_path, recording):
    write_wall(tmp_path / "arm", recording)
    root, found = arrays(tmp_path / "arm" / "arm_000.vtu")
    recorded = recording.values["cell_volume"][0]
    piece = root.find("UnstructuredGrid/Piece")
    assert int(piece.get("NumberOfCells")) == recorded.size == found["types"].size
    assert int(piece.get("NumberOfPoints")) == len(found["points"])
    corners = 4 if recording is SECTION else 8
    assert set(found["types"]) == {9 if recording is SECTION else 12}
    assert np.array_equal(found["offsets"], corners * np.arange(1, recorded.size + 1))
    ours = signed_volumes(found["points"], found["connectivity"].reshape(-1, corners))
    half = (recording.values["ring"][0] == 0) & (recording.values["sector"][0] == 5)
    # The recording has arcs where the file has chords: exactly sin(turn) / turn less. Points are whole doubles.
    chord = np.sin(2 * np.pi / SECTORS) / (2 * np.pi / SECTORS)
    assert np.allclose(ours[~half], recorded[~half] * chord, rtol=1e-12, atol=0)
    assert np.allclose(ours[half], 2 * recorded[half] * chord, rtol=1e-12, atol=0)
    assert np.array_equal(found["cell_volume"], recorded)


@BOTH
def test_fields_of_each_day_come_back_to_single_precision(tmp_path, recording):
    write_wall(tmp_path / "arm", recording)
    for place, day in enumerate(DAYS):
        _, found = arrays(tmp_path / "arm" / f"arm_{place:03d}.vtu")
        assert set(found) >= FIELDS | {"layer"}
        assert found["TimeValue"] == [day]
        parts = [recording.values[name][0, place] for name in sorted(FIELDS - {"total", "occupancy"})]
        assert np.allclose(found["total"], sum(parts), rtol=1e-6)
        assert np.allclose(found["occupancy"], recording.values["occupancy"][0, place], rtol=1e-6)
        assert np.array_equal(found["layer"], recording.values["layer"][0])


def test_the_collection_names_each_file_with_its_day(tmp_path):
    root = ElementTree.parse(write_wall(tmp_path / "arm", SECTION)).getroot()
    sets = root.findall("Collection/DataSet")
    assert [float(one.get("timestep")) for one in sets] == DAYS.tolist()
    assert all((tmp_path / "arm" / one.get("file")).is_file() for one in sets)


def test_arrays_of_many_blocks_come_back_whole(tmp_path):
    many = wall(np.linspace(0.0, 1e-3, 4001))
    write_wall(tmp_path / "arm", many)
    _, found = arrays(tmp_path / "arm" / "arm_000.vtu")
    assert found["points"].nbytes > 1 << 20
    assert np.allclose(found["free_drug"], many.values["free_drug"][0, 0], rtol=1e-6)


def _run(folder, protocol, recording):
    """As much of a run's folder as is read here."""
    (folder / "recordings").mkdir()
    (folder / "study.toml").write_text(f'title = "t"\nprotocol = "{protocol}"\n[arms]\nslow = {{}}\n')
    for name in ("cases.csv", "parameters.csv", "measurements.csv", "findings.csv"):
        (folder / name).write_text("a\n")
    batch = SimpleNamespace(recipe=SimpleNamespace(), animals=(1,))
    recordings.write(folder / "recordings" / "slow_0001.nc", batch, recording)


def test_each_arm_of_a_run_has_its_collection(tmp_path):
    _run(tmp_path, "drug_transport", SECTION)
    assert write_vtk(tmp_path) == [tmp_path / "vtk" / "slow" / "slow.pvd"]


def test_a_run_without_maps_is_refused(tmp_path):
    _run(tmp_path, "implant", SECTION)
    with pytest.raises(Mistake, match="'drug_transport'"):
        write_vtk(tmp_path)
