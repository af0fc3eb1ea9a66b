"""What a person changed is found, and only that."""

import numpy as np
import pytest

from neointima.instruments.outlines import Drawing, Outline
from neointima.instruments.outlines.classes import our_classes
from neointima.laboratory.measuring.corrections import ADDED, CHANGED, KEPT, REMOVED, corrections


def ring(radius, at=(0.0, 0.0)):
    angles = np.arange(400) * 2 * np.pi / 400
    return np.column_stack([radius * np.cos(angles), radius * np.sin(angles)]) + np.array(at) + 2000


def box(x, y, side=80.0):
    return np.array([[x, y], [x + side, y], [x + side, y + side], [x, y + side]])


def drawing(lumen, *boxes, iel=1500.0, unit=0.5e-6):
    outlines = [Outline("Lumen", "Lumen", ((lumen,),)), Outline("IEL", "IEL", ((ring(iel),),))]
    outlines += [Outline("Strut", f"Strut {n}", ((each,),)) for n, each in enumerate(boxes, 1)]
    return Drawing("a.geojson", tuple(outlines), unit)


def test_a_correction_is_found_outline_by_outline():
    before = drawing(ring(1000.0), box(100, 100), box(500, 500), box(900, 900))
    after = drawing(ring(1000.0, at=(40.0, 0.0)), box(500, 500), box(105, 100), box(3000, 3000))
    found = {one.outline: one for one in corrections(before, after, our_classes())}
    lumen = found["lumen"]
    # Half a micrometre a pixel: moved by 40 pixels.
    assert lumen.what == CHANGED and lumen.farthest == pytest.approx(20.0, rel=1e-3)
    assert lumen.area_before == pytest.approx(np.pi * 0.25, rel=1e-4)
    # Two circles of radius r whose middles lie d apart share 2 r² acos(d / 2r) − d/2 √(4 r² − d²).
    r, d = 1000.0, 40.0
    shared = 2 * r**2 * np.arccos(d / 2 / r) - d / 2 * np.sqrt(4 * r**2 - d**2)
    assert lumen.dice == pytest.approx(shared / (np.pi * r**2), rel=1e-4)
    assert found["iel"].what == KEPT and found["iel"].dice == pytest.approx(1.0)
    assert [found[f"strut {n}"].what for n in (1, 2, 3, 4)] == [CHANGED, KEPT, REMOVED, ADDED]
    assert found["strut 4"].area_after == pytest.approx(80 * 80 * 0.25e-6)


def test_what_qupath_rounds_is_kept_and_without_a_scale_units_are_pixels():
    before = drawing(ring(1000.0), unit=float("nan"))
    after = drawing(np.round(ring(1000.0), 2), unit=float("nan"))
    found = corrections(before, after, our_classes())
    assert {one.what for one in found} == {KEPT}
    assert {one.unit for one in found} == {"px"}
    assert found[0].area_before == pytest.approx(np.pi * 1e6, rel=1e-4)
