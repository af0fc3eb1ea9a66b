"""The pathway as a file, run by RoadRunner, against the array form that the laboratory computes with."""

from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import numpy as np
import pytest

from neointima.instruments.sbml import load, simulate, steady
from neointima.laboratory.pathway import FILE, NUMBERS, activities, in_file_units
from neointima.library import shelf
from neointima.quantities.units import convert
from neointima.submodels.signalling.mtorc1_to_g1 import Mtorc1ToG1
from neointima.submodels.target.mtorc1_ternary import Mtorc1Ternary
from neointima.submodels.wall.two_site_binding import TwoSiteBinding

pytest.importorskip("roadrunner", reason='needs pip install "neointima[sbml]"')
libsbml = pytest.importorskip("libsbml", reason='needs pip install "neointima[sbml]"')

EXPORT = Path(__file__).parents[2] / "checks" / "export_pathway.py"
XML = FILE.with_suffix(".xml")
NM = 1e-6
FREE = np.geomspace(1e-4, 1e4, 17)
DRIVES = (0.05, 0.2, 0.5, 1.0)
COMPETITORS = (0.0, 10.0)
SAME = {
    "activity": "mtorc1",
    "s6k": "s6k",
    "four_ebp1": "four_ebp1",
    "p27": "p27",
    "cdk2": "cdk2",
    "passage": "passage",
}
# What the file has besides the library: two inputs, the size of the cell, and the one rate that is assumed in it.
OWN = {"drive", "ternary_on_rate"}


@pytest.fixture(scope="module")
def export():
    pytest.importorskip("antimony", reason="the export needs antimony")
    return SimpleNamespace(**run_path(str(EXPORT)))


def built(model, table, shelf_name, item):
    return shelf.build(model, table, shelf.check(model, table, shelf.load(shelf_name, item).numbers))


def binding(drug):
    """Total FKBP12 and the drug's dissociation constant [mol/m³]."""
    numbers, units = shelf.load("drugs", drug).numbers, shelf.units_of(TwoSiteBinding)
    density, on_rate, off_rate = (
        shelf.in_si(numbers[f"wall.specific_{name}"], units[f"specific_{name}"])
        for name in ("density", "on_rate", "off_rate")
    )
    return density, off_rate / on_rate


TARGET = built(Mtorc1Ternary, "target", "drugs", "sirolimus")
CELL = built(Mtorc1ToG1, "signalling", "biology", "signalling")
# Equations are compared at the library's numbers, so that a file to be renewed fails its own test and no other.
NOW = {name: value for name in NUMBERS if (value := in_file_units(name)) is not None}
(FKBP12, K1), (_, KC) = binding("sirolimus"), binding("tacrolimus")


@pytest.fixture(scope="module")
def model():
    return load(XML)


@pytest.fixture(scope="module")
def grid(model):
    """Every steady state of the file over free drug, drive and competitor."""
    return {
        (free, drive, rival): steady(model, changes={**NOW, "L": free, "drive": drive, "C": rival})
        for free in FREE
        for drive in DRIVES
        for rival in COMPETITORS
    }


def array_form(free, drive, rival):
    apparent = K1 * (1 + rival * NM / KC)
    blocked, taken = TARGET.occupancy(np.array(free * NM), FKBP12, apparent)
    return CELL.start(drive * (1 - blocked)), float(taken)


@pytest.mark.parametrize("name", SAME)
@pytest.mark.parametrize("rival", COMPETITORS)
def test_steady_states_agree(grid, name, rival, claim):
    pairs = [
        (state[name], float(getattr(array_form(*key)[0], SAME[name]))) for key, state in grid.items() if key[2] == rival
    ]
    miss = max(abs(theirs / ours - 1) for theirs, ours in pairs)
    text = f"pathway file against array form, {name}, tacrolimus {rival:g} nM, {len(pairs)} steady states"
    claim(text, miss, "1e-6 relative", miss < 1e-6)


def test_fkbp12_occupancy_agrees(grid, claim):
    miss = 0.0
    for key, state in grid.items():
        taken = (state["FL"] + state["FLM"]) / sum(state[one] for one in ("F", "FL", "FC", "FLM"))
        miss = max(miss, abs(taken / array_form(*key)[1] - 1))
    claim("pathway file against array form, FKBP12 that carries drug", miss, "1e-6 relative", miss < 1e-6)


def test_the_artery_would_count_the_same_block(grid):
    """The artery knows drug on FKBP12 as one amount, which in the file is FL + FLM."""
    for state in grid.values():
        block = TARGET.block(np.array((state["FL"] + state["FLM"]) * NM), np.array(state["L"] * NM)).mtorc1
        assert float(block) == pytest.approx(state["FLM"] / (state["M"] + state["FLM"]), rel=1e-6)


def test_totals_are_kept(grid):
    for state in grid.values():
        assert state["M"] + state["FLM"] == pytest.approx(float(TARGET.mtorc1_density) / NM, rel=1e-9)
        assert sum(state[one] for one in ("F", "FL", "FC", "FLM")) == pytest.approx(float(FKBP12) / NM, rel=1e-9)


@pytest.mark.parametrize("before,after", [(1.0, 0.1), (1.0, 0.0), (0.2, 1.0)])
def test_p27_follows_a_step_of_activity(model, before, after, claim):
    first = CELL.start(np.array(before))
    changes = {**NOW, "L": 0.0, "drive": after, "p27": float(first.p27)}
    course = simulate(model, 2e5, points=101, changes=changes)
    ours = [float(CELL.step(first, np.array(after), time).p27) for time in course.times]
    miss = float(np.abs(course.of("p27") / ours - 1).max())
    claim(f"p27 after a step of activity from {before:g} to {after:g}, two days", miss, "1e-5 relative", miss < 1e-5)


def test_p27_follows_binding(model):
    """With drug the activity falls at the pace of binding; then p27 as many short steps of the array form has it."""
    course = simulate(model, 1e5, points=4001, changes={**NOW, "L": 0.01})
    signal = CELL.start(np.array(course.of("activity")[0]))
    middle = (course.of("activity")[1:] + course.of("activity")[:-1]) / 2
    for activity in middle:
        signal = CELL.step(signal, np.array(activity), float(course.times[1]))
    assert course.of("p27")[-1] == pytest.approx(float(signal.p27), rel=1e-5)


@pytest.mark.parametrize("rival", [0.4, 10.0, 100.0])
def test_a_competitor_shifts_occupancy_to_the_right(model, rival, claim):
    """Schild: the same occupancy at a free dose 1 + [C] / 0.4 nM as large."""

    def taken(free, competitor):
        state = steady(model, changes={**NOW, "L": free, "C": competitor})
        return (state["FL"] + state["FLM"]) / 3300

    shift = 1 + rival / 0.4
    miss = max(abs(taken(free * shift, rival) / taken(free, 0.0) - 1) for free in np.geomspace(1e-3, 10, 9))
    text = f"FKBP12 occupancy with tacrolimus {rival:g} nM, shifted right {shift:g} times"
    claim(text, miss, "1e-6 relative", miss < 1e-6)


def test_every_number_of_the_file_is_the_librarys(model):
    rules = {"cell", "L", "C", "F", "FL", "FC", "M", "FLM", "p27"}
    assert set(model.settable) - rules == set(NUMBERS) | OWN
    for name in NUMBERS:
        value = in_file_units(name)
        if value is None:
            assert model.settable[name] == 0, name
        else:
            assert model.settable[name] == pytest.approx(value, rel=1e-12), name


def test_every_unit_of_the_file_is_that_of_the_comparison():
    """A number compared in one unit and declared in another would agree and be wrong."""
    declared = {"nM": "nmol/L", "per_second": "1/s", "per_nM_second": "L/(nmol*s)", "dimensionless": ""}
    document = libsbml.readSBMLFromFile(str(XML))
    units = {one.getId(): one.getUnits() for one in document.getModel().getListOfParameters()}
    for name, (*_, unit) in NUMBERS.items():
        assert float(convert(1.0, declared[units[name]], unit)) == pytest.approx(1.0), name


def test_the_file_is_renewed_and_exported(export):
    text = FILE.read_text(encoding="utf-8")
    assert export.renewed(text) == text
    assert export.exported(text) == XML.read_text(encoding="utf-8")


def test_renewing_puts_the_librarys_numbers_in(export):
    text = FILE.read_text(encoding="utf-8")
    assert export.renewed(text.replace("  p27_rise = 3.5;", "  p27_rise = 9.5;")) == text


def test_libsbml_finds_nothing_to_complain_of(export):
    assert export.inconsistencies(libsbml.readSBMLFromFile(str(XML))) == []


@pytest.mark.parametrize("free", [1e-3, 1.0, 100.0])
def test_the_laboratory_shows_what_the_file_says(model, free):
    state = steady(model, changes={**NOW, "L": free, "drive": 0.7})
    shown = activities("sirolimus", free * 1e-9, 0.7).chosen
    for name in (*SAME, "cyclin_d"):
        assert float(getattr(shown, SAME.get(name, name))) == pytest.approx(state[name], rel=1e-6), name
    assert float(shown.fkbp12) == pytest.approx((state["F"] + state["FC"]) / 3300, rel=1e-6)
