"""Stents from STL files: the metal that was drawn is found again; open, twisted and oversized ones are refused."""

import numpy as np
import pytest

from neointima.geometry.pattern_relief import relief_of_pattern
from neointima.geometry.relief import footprint, volume
from neointima.geometry.stent_patterns.peak_to_peak import PeakToPeak
from neointima.geometry.strut_shapes.rectangular import Rectangular
from neointima.instruments import stl
from neointima.instruments.stent_surface import closed, enclosed, read_stent, relief_of_surface
from neointima.instruments.stl import read_stl
from neointima.mistake import Mistake
from stl_cases import swept_ring, write_stl

MM, UM = 1e-3, 1e-6
BAR = Rectangular(width=90 * UM, thickness=80 * UM)
PATTERN = PeakToPeak(crowns=6, ring_height=MM, nominal_diameter=3 * MM, links=2, link_length=0.2 * MM, link_shift=0)


def tube(*, inner=1.4, outer=1.5, length=2.0, sides=200):
    """A tube in millimetres: a straight line swept around, as high as its length."""
    middle = (inner + outer) / 2
    around = np.linspace(0, 2 * np.pi * middle, sides + 1)
    line = np.stack([around, np.full(sides + 1, length / 2)], axis=1)
    return swept_ring(line, width=length, thickness=outer - inner, radius=middle)


def zigzag():
    """One ring of the pattern, in millimetres."""
    (line,) = PATTERN.centre_lines(1.5 * MM, 1.2 * MM)
    return swept_ring(line, width=BAR.width, thickness=BAR.thickness, radius=1.5 * MM) / MM


def written(path, corners):
    write_stl(path, corners)
    return path


def as_text(path, corners):
    facets = []
    for triangle in corners:
        vertices = "".join(f"  vertex {x:.9g} {y:.9g} {z:.9g}\n" for x, y, z in triangle)
        facets.append(f"facet normal 0 0 0\n outer loop\n{vertices} endloop\nendfacet")
    path.write_text("solid stent\n" + "\n".join(facets) + "\nendsolid stent\n")
    return path


@pytest.fixture
def path(tmp_path):
    return tmp_path / "stent.stl"


def test_a_tube_has_the_volume_of_its_polygons(path):
    """Area of a ring of 200 chords; single precision of corners: 1e-5."""
    surface = read_stent(written(path, tube()), axis="z")
    ring = 200 / 2 * np.sin(2 * np.pi / 200) * (1.5**2 - 1.4**2)
    assert enclosed(surface) == pytest.approx(2 * ring * MM**3, rel=1e-5)


def test_the_relief_of_a_tube_is_the_tube(path):
    """Rays at the raster's middles see the mean over chords to 2e-4."""
    surface = read_stent(written(path, tube()), axis="z")
    relief = relief_of_surface(surface, fine=10 * UM)
    assert not np.isnan(relief.inner).any()
    assert volume(relief) == pytest.approx(enclosed(surface), rel=2e-4)
    assert relief.heights[-1] == pytest.approx(2 * MM, rel=1e-6)


def test_the_relief_of_a_drawn_ring_agrees_with_its_pattern(path):
    """The same ring by two ways: drawn as columns around its line, and swept, written, read and seen by rays: 1 %.

    Sections of the sweep stand upright where the raster's are rounded, and fold over themselves in a bend.
    """
    surface = read_stent(written(path, zigzag()))
    seen = relief_of_surface(surface, fine=5 * UM)
    length = 1.2 * MM + BAR.width
    drawn = relief_of_pattern(PATTERN, BAR, outer_face=1.54 * MM, length=length, window=(0, length), fine=5 * UM)
    assert volume(seen) == pytest.approx(volume(drawn), rel=0.01)
    assert footprint(seen) * seen.heights[-1] == pytest.approx(footprint(drawn) * length, rel=0.01)
    metal = ~np.isnan(seen.inner)
    middle = metal.shape[1] // 2
    assert (metal[:, middle] & ~np.roll(metal[:, middle], 1)).sum() == 12
    assert np.nanmean(seen.outer) == pytest.approx(1.54 * MM, rel=2e-3)
    assert np.nanmean(seen.inner) == pytest.approx(1.46 * MM, rel=2e-3)


@pytest.mark.parametrize("length", [0.5, 2.0, 8.0])
def test_the_axis_is_found_wherever_the_stent_lies(path, length):
    """Turned by a random rotation and moved: the same tube to single precision, short or long."""
    turn, _ = np.linalg.qr(np.random.default_rng(3).normal(size=(3, 3)))
    surface = read_stent(written(path, tube(length=length) @ turn + [3.0, -20.0, 7.0]))
    distances = np.hypot(*surface.corners[:, :2].T)
    np.testing.assert_allclose([distances.min(), distances.max()], [1.4 * MM, 1.5 * MM], rtol=2e-5)
    assert surface.corners[:, 2].min() == 0
    assert surface.corners[:, 2].max() == pytest.approx(length * MM, rel=2e-5)
    assert enclosed(surface) > 0


def test_an_axis_that_cannot_be_seen_is_asked_for(path):
    """A tube √6 times as long as its radius has three like axes, but for the rims at its ends."""
    with pytest.raises(Mistake, match="say axis x, y or z"):
        read_stent(written(path, tube(length=1.45 * 6**0.5)))


def test_text_and_binary_are_the_same_stent(tmp_path):
    one = read_stent(written(tmp_path / "a.stl", zigzag()))
    other = read_stent(as_text(tmp_path / "b.stl", zigzag()))
    assert enclosed(one) == pytest.approx(enclosed(other), rel=1e-5)
    assert len(one.triangles) == len(other.triangles)


@pytest.mark.parametrize(("unit", "scale"), [("um", 1e3), ("m", 1e-3), ("inch", 1 / 25.4)])
def test_a_stent_in_another_unit_is_refused_until_it_is_named(path, unit, scale):
    written(path, tube() * scale)
    with pytest.raises(Mistake, match="no coronary stent is; say in which unit"):
        read_stent(path, axis="z")
    assert read_stent(path, axis="z", unit=unit).corners[:, 2].max() == pytest.approx(2 * MM, rel=1e-5)


def test_an_inside_out_stent_is_turned():
    inside_out = closed(tube()[:, ::-1] * MM, "a.stl")
    assert enclosed(inside_out) > 0


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda t: t[1:], "not closed: 3 open edges"),
        (lambda t: np.delete(t, [5, 700], axis=0), "not closed: 6 open edges"),
        (lambda t: np.concatenate([t, t[:1]]), "3 edges of more than two"),
        (lambda t: np.concatenate([t[:1, ::-1], t[1:]]), "faces at 3 edges are turned"),
        (lambda t: t * 0, "no triangle with an area"),
        (lambda t: np.where(np.arange(t.size).reshape(t.shape) == 4, np.nan, t), "not finite"),
    ],
)
def test_a_surface_that_is_no_surface_is_refused(path, damage, words):
    with pytest.raises(Mistake, match=words):
        read_stent(written(path, damage(tube())), axis="z")


def test_a_block_is_no_stent(path):
    """The closed tube without its bore: a rod whose faces meet on the axis."""
    with pytest.raises(Mistake, match="no open stent"):
        read_stent(written(path, tube(inner=0.01)), axis="z")


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"\0" * 84, b"\0" * 80 + (9).to_bytes(4, "little") + b"\0" * 100, b"\xff" * 1000]
)
def test_a_file_that_is_no_stl_is_refused(path, content):
    path.write_bytes(content)
    with pytest.raises(Mistake, match="no STL file, or one that was cut off"):
        read_stl(path)


def test_text_that_was_cut_off_is_refused(path):
    as_text(path, tube(sides=8))
    path.write_text(path.read_text()[:-150])
    with pytest.raises(Mistake, match="three each are needed"):
        read_stl(path)


def test_text_with_words_for_numbers_is_refused(path):
    as_text(path, tube(sides=8))
    path.write_text(path.read_text().replace("vertex 1", "vertex one", 1))
    with pytest.raises(Mistake, match="not written as a number"):
        read_stl(path)


def test_files_too_large_are_refused(path, monkeypatch):
    written(path, tube(sides=8))
    monkeypatch.setattr(stl, "MOST_TRIANGLES", 10)
    with pytest.raises(Mistake, match="coarsen the mesh"):
        read_stl(path)
    monkeypatch.setattr(stl, "LARGEST_FILE", 10)
    with pytest.raises(Mistake, match="coarsen the mesh"):
        read_stl(path)


def test_a_file_that_is_not_there_is_refused(path):
    with pytest.raises(Mistake, match="cannot be read"):
        read_stl(path)


def test_an_unknown_unit_is_refused(path):
    with pytest.raises(Mistake, match="choose one of m, mm, um, inch"):
        read_stent(path, unit="furlong")
