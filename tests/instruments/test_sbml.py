"""Any SBML model runs, published ones give the numbers known of them, and every fault is told in a sentence."""

import gc
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from neointima.instruments import sbml
from neointima.instruments.sbml import load, simulate, steady
from neointima.mistake import Mistake

pytest.importorskip("roadrunner", reason='needs pip install "neointima[sbml]"')
libsbml = pytest.importorskip("libsbml", reason='needs pip install "neointima[sbml]"')

SHARED = Path(__file__).parents[2].parent / "shared" / "sbml"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the BioModels files are not at hand: {SHARED}")
NAMES = ("BIOMD0000000581", "BIOMD0000000646", "BIOMD0000000822", "BIOMD0000000823", "MODEL2003180002")
DORVASH, VARUSAI = SHARED / "BIOMD0000000822.xml", SHARED / "BIOMD0000000823.xml"
# Balanced, and before the file's first dose at 240.
BALANCED = 236.0
# A -> B at k A from A = total, with B counted as an amount and D ruled to be the sum.
DECAY = """<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"><model id="decay">
<listOfCompartments><compartment id="cell" size="2" spatialDimensions="3" constant="true"/></listOfCompartments>
<listOfSpecies>
<species id="A" compartment="cell" hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/>
<species id="B" compartment="cell" initialAmount="0" hasOnlySubstanceUnits="true" boundaryCondition="false" constant="false"/>
</listOfSpecies>
<listOfParameters><parameter id="k" value="0.5" constant="true"/><parameter id="total" value="3" constant="true"/>
<parameter id="D" constant="false"/></listOfParameters>
<listOfInitialAssignments><initialAssignment symbol="A">
<math xmlns="http://www.w3.org/1998/Math/MathML"><ci>total</ci></math></initialAssignment></listOfInitialAssignments>
<listOfRules><assignmentRule variable="D"><math xmlns="http://www.w3.org/1998/Math/MathML">
<apply><plus/><apply><times/><ci>A</ci><ci>cell</ci></apply><ci>B</ci></apply></math></assignmentRule></listOfRules>
<listOfReactions><reaction id="J" reversible="false" fast="false">
<listOfReactants><speciesReference species="A" stoichiometry="1" constant="true"/></listOfReactants>
<listOfProducts><speciesReference species="B" stoichiometry="1" constant="true"/></listOfProducts>
<kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>cell</ci><ci>k</ci><ci>A</ci></apply></math>
</kineticLaw></reaction></listOfReactions></model></sbml>"""


@pytest.fixture
def decay(tmp_path):
    path = tmp_path / "decay.xml"
    path.write_text(DECAY)
    return load(path)


def test_exponential_decay_is_exact(decay):
    course = simulate(decay, 10.0, points=51)
    assert course.names == ("A", "B", "D")
    assert course.values.shape == (51, 3) and course.times[-1] == 10
    # A hundred steps or so of 1e-9 each.
    assert course.of("A") == pytest.approx(3 * np.exp(-0.5 * course.times), rel=3e-7)
    assert course.of("B") == pytest.approx(6 * (1 - np.exp(-0.5 * course.times)), rel=1e-7, abs=1e-12)
    assert course.of("D") == pytest.approx(6.0, rel=1e-9)


def test_changes_go_through_initial_assignments_and_replace_them(decay):
    assert simulate(decay, 1.0, changes={"total": 5}).of("A")[0] == 5
    assert simulate(decay, 1.0, changes={"A": 7, "k": 0}).of("A") == pytest.approx(7)
    assert simulate(decay, 1.0, changes={"B": 4, "cell": 3}).of("D") == pytest.approx(3 * 3 + 4)


def test_a_clamped_species_stays(decay):
    course = simulate(decay, 10.0, clamped=["A"])
    assert course.of("A") == pytest.approx(3.0, rel=1e-12)
    assert course.of("B")[-1] == pytest.approx(2 * 0.5 * 3 * 10, rel=1e-9)


def test_one_run_leaves_nothing_to_the_next(decay):
    before = simulate(decay, 5.0).values
    simulate(decay, 5.0, changes={"A": 100, "k": 3}, clamped=["A"])
    assert np.array_equal(simulate(decay, 5.0).values, before)


def test_rest_is_found_and_its_absence_told(decay):
    assert steady(decay)["B"] == pytest.approx(6.0, rel=1e-9)
    with pytest.raises(Mistake, match="not at rest by time"):
        steady(decay, clamped=["A"])


@pytest.mark.parametrize("rate", [1e-6, 1e-11])
def test_slow_drift_is_not_rest(decay, rate):
    assert steady(decay, changes={"k": rate})["B"] == pytest.approx(6.0, rel=1e-6)


FAULTS = {
    "no file": (None, "cannot be read"),
    "not XML": ("name,value\n1,2\n", "not readable as SBML"),
    "not SBML": ("<html></html>", "not readable as SBML|no model"),
    "cut off": (DECAY[:900], "not readable as SBML"),
    "no model": (
        '<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"/>',
        "not readable|no model",
    ),
    "a DOCTYPE": (DECAY.replace("<sbml", '<!DOCTYPE sbml [<!ENTITY a "b">]><sbml', 1), "DOCTYPE or entities"),
    "an unknown reactant": (DECAY.replace('species="A" stoi', 'species="Z" stoi'), "species 'A' is not listed"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_files_that_cannot_be_run_are_told(name, tmp_path):
    text, words = FAULTS[name]
    path = tmp_path / "mine.xml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(Mistake, match=words) as told:
        simulate(load(path), 1.0)
    assert "mine.xml" in str(told.value) and "\n" not in str(told.value)


def test_packed_and_huge_files_are_refused(tmp_path):
    packed = tmp_path / "packed.xml"
    packed.write_bytes(b"\x1f\x8b\x08\x00\xff\xfe")
    with pytest.raises(Mistake, match="UTF-8"):
        load(packed)
    huge = tmp_path / "huge.xml"
    with huge.open("wb") as file:
        file.truncate(sbml.LARGEST_FILE + 1)
    with pytest.raises(Mistake, match="larger than 20 MB"):
        load(huge)


WRONG = {
    "unknown change": ({"changes": {"Q": 1}}, "no species or parameter 'Q'; it has cell, A, B, k, total"),
    "ruled change": ({"changes": {"D": 1}}, "'D' follows from a rule"),
    "no number": ({"changes": {"A": math.nan}}, "finite"),
    "unknown clamp": ({"clamped": ["k"]}, "no species 'k' to clamp; it has A, B"),
    "one point": ({"points": 1}, "choose from 2"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_requests_are_told_with_the_way_out(name, decay):
    options, words = WRONG[name]
    with pytest.raises(Mistake, match=words):
        simulate(decay, 1.0, **options)


@pytest.mark.parametrize("until", [0, -1, math.inf, math.nan])
def test_time_must_be_finite_and_forward(decay, until):
    with pytest.raises(Mistake, match="time above zero"):
        simulate(decay, until)


def test_missing_packages_are_named(tmp_path, monkeypatch):
    path = tmp_path / "decay.xml"
    path.write_text(DECAY)

    def absent(name, *rest):
        raise ImportError(name)

    monkeypatch.setattr(sbml, "import_module", absent)
    with pytest.raises(Mistake, match=r'pip install "neointima\[sbml\]"'):
        load(path)


def resident():
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * 4096 / 1e6


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_two_hundred_runs_keep_no_memory(decay):
    """Each run has its own values, so each is compiled anew; the first twenty fill the compiler's own stores."""
    for number in range(20):
        simulate(decay, 1.0, changes={"k": 0.5 + number})
    gc.collect()
    before = resident()
    for number in range(200):
        simulate(decay, 1.0, changes={"k": 30.5 + number})
    gc.collect()
    assert resident() - before < 50


@needs_shared
@pytest.mark.parametrize("name", NAMES)
def test_published_models_load_and_run(name):
    model = load(SHARED / f"{name}.xml")
    course = simulate(model, 50.0, points=11)
    assert len(model.species) >= 3
    assert np.all(np.isfinite(course.values)) and course.values.min() > -1e-6


@needs_shared
def test_dorvash_without_drug(claim):
    """Its steady state is the balance of the complexes; synthesis and loss of the proteins take years."""
    course = simulate(load(DORVASH), BALANCED)
    wanted = {"mTORC1": 2.7217e-7, "mTORC2": 7.510e-8, "mTOR": 2.8355e-8, "Raptor": 4.799e-8, "Rictor": 1.3242e-8}
    miss = max(abs(course.of(name)[-1] / value - 1) for name, value in wanted.items())
    claim("BIOMD0000000822 without drug: five species, largest miss", float(miss), "0.5 %", miss < 0.005)


@needs_shared
@pytest.mark.parametrize(
    ("dose", "mtorc1", "mtorc2"),
    [(1e-9, 0.9305, 0.978), (1e-8, 0.5722, 0.825), (1e-7, 0.1187, 0.437), (1e-6, 0.0114, 0.193)],
)
def test_dorvash_under_clamped_rapamycin(dose, mtorc1, mtorc2, claim):
    model = load(DORVASH)
    drugged = {"changes": {"Cytosolic_Rapamycin": dose}, "clamped": ["Cytosolic_Rapamycin"]}
    ours = [
        simulate(model, BALANCED, **drugged).of(name)[-1] / simulate(model, BALANCED).of(name)[-1]
        for name in ("mTORC1", "mTORC2")
    ]
    miss = max(abs(one / known - 1) for one, known in zip(ours, (mtorc1, mtorc2), strict=True))
    text = f"BIOMD0000000822, rapamycin held at {dose * 1e9:g} nM: mTORC1 and mTORC2 left"
    claim(text, f"{ours[0]:.4f} and {ours[1]:.4f}", f"{mtorc1} and {mtorc2}, 0.5 %", miss < 0.005)


@pytest.fixture(scope="module")
def varusai():
    return simulate(load(VARUSAI), 4000.0, points=40001)


def period_of(course, name):
    """Mean time between upward crossings of the middle, the first thousand left out."""
    late = course.times > 1000
    times, values = course.times[late], course.of(name)[late]
    middle = (values.min() + values.max()) / 2
    up = np.flatnonzero((values[:-1] < middle) & (values[1:] >= middle))
    crossings = times[up] + (middle - values[up]) / (values[up + 1] - values[up]) * (times[up + 1] - times[up])
    return float(np.diff(crossings).mean())


@needs_shared
def test_varusai_oscillates(varusai, claim):
    period = period_of(varusai, "pAkt")
    claim("BIOMD0000000823: period", period, "263.4, 1 %", abs(period / 263.4 - 1) < 0.01)


@needs_shared
@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("pAkt", 38.24, 85.36),
        ("pmTORC1", 1.883, 126.1),
        ("pIRS", 7.156, 21.35),
        ("DEPTOR", 10.73, 31.20),
        ("pIR", 13.462, 13.462),
    ],
)
def test_varusai_amplitudes(varusai, name, low, high, claim):
    values = varusai.of(name)[varusai.times > 1000]
    miss = max(abs(values.min() / low - 1), abs(values.max() / high - 1))
    text = f"BIOMD0000000823: least and greatest {name}"
    claim(text, f"{values.min():.4g} and {values.max():.4g}", f"{low} and {high}, 1 %", miss < 0.01)


@needs_shared
def test_varusai_at_600(varusai, claim):
    ours = [varusai.of(name)[6000] for name in ("pAkt", "pmTORC1")]
    miss = max(abs(one / known - 1) for one, known in zip(ours, (38.35, 28.07), strict=True))
    assert varusai.times[6000] == pytest.approx(600)
    claim("BIOMD0000000823: pAkt and pmTORC1 at 600", f"{ours[0]:.4g} and {ours[1]:.4g}", "1 %", miss < 0.01)


@needs_shared
def test_varusai_as_a_textbook_would_write_it_is_another_model(varusai, tmp_path, claim):
    """Reaction 11 divides by Km + pDEPTOR where Michaelis–Menten has DEPTOR; the file is run as it stands."""
    document = libsbml.readSBMLFromFile(str(VARUSAI))
    law = document.getModel().getFunctionDefinition("Function_for_v11")
    written = libsbml.formulaToString(law.getMath())
    assert "(Km11a + pDEPTOR)" in written
    law.setMath(libsbml.parseFormula(written.replace("(Km11a + pDEPTOR)", "(Km11a + DEPTOR)")))
    path = tmp_path / "textbook.xml"
    libsbml.writeSBMLToFile(document, str(path))
    textbook = simulate(load(path), 600.0, points=6001)
    apart = float(np.abs(textbook.of("pmTORC1") - varusai.of("pmTORC1")[:6001]).max())
    claim("BIOMD0000000823, reaction 11 as a textbook has it: pmTORC1 apart by 600", apart, "more than 10", apart > 10)


@needs_shared
def test_models_that_never_rest_are_told():
    with pytest.raises(Mistake, match="not at rest by time"):
        steady(load(VARUSAI))
    with pytest.raises(Mistake, match="has events"):
        steady(load(DORVASH))


def test_nothing_heavy_is_imported_before_it_is_needed():
    code = "import sys, neointima.instruments.sbml; print(sorted({'roadrunner', 'libsbml'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
