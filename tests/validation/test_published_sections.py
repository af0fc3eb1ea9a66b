"""Single cells in sections against published pigs and against the radial world. Limits were written before the run.

Those of the pigs are the limits of the first study, those of the radial world and of the course the limits of the
issue that asked for sections. The numbers were fitted in the radial world on these calibration rows: sections took none
of their own. About half an hour on two cores.
"""

from dataclasses import replace

import numpy as np
import pytest
from tests.simulation.sections import small_section
from tests.validation.section_cohorts import course, recordings, values

from neointima.analysis import summarise
from neointima.laboratory import published
from neointima.laboratory.workers.run_all import run_all
from neointima.protocols.implant import Implant

SIROLIMUS, ZOTAROLIMUS = "pig_sirolimus_28_days", "pig_zotarolimus_28_days"
SECTION, RADIAL = "artery_section", "radial_artery"
GARCIA = "garcia_touchard_2006"
ARMS = {"treated": "ZES", "control": "control"}
ENDPOINTS = {"neointimal_area": "mm**2", "percent_area_stenosis": "percent", "neointimal_thickness": "mm"}
RATIOS = {"neointimal_area": 0.61, "percent_area_stenosis": 0.63, "neointimal_thickness": 0.66}
DAYS = (7, 14, 21, 28)
COMPARE = 'compare=[{endpoint="neointimal_area",test="arm_mean",arms=["bare"]}]'


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("arm", ARMS)
def test_mean_of_sections(arm, endpoint, claim):
    ours = summarise(values(ZOTAROLIMUS, SECTION, animals=16)[arm, endpoint])
    theirs = published.summary(GARCIA, endpoint, ARMS[arm], day=28, unit=ENDPOINTS[endpoint])
    near = abs(ours.mean / theirs.mean - 1) <= 0.15 and abs(ours.mean - theirs.mean) <= theirs.sd
    text = f"sections: {endpoint}, {arm}: mean (published {theirs.mean:g})"
    claim(text, float(ours.mean), "15 % and one published SD", near)


@pytest.mark.parametrize("endpoint", RATIOS)
def test_ratio_of_sections(endpoint, claim):
    found = values(ZOTAROLIMUS, SECTION, animals=16)
    ratio = float(found["treated", endpoint].mean() / found["control", endpoint].mean())
    known = RATIOS[endpoint]
    text = f"sections: {endpoint}, zotarolimus : control (published {known})"
    claim(text, ratio, "0.10", abs(ratio - known) <= 0.10)


def test_suzuki_area_of_sections(claim):
    found = values(SIROLIMUS, SECTION)
    ratio = float(found["treated", "neointimal_area"].mean() / found["control", "neointimal_area"].mean())
    text = "sections: Suzuki 2001, neointimal area at day 28, sirolimus : bare (published 0.49)"
    claim(text, ratio, "0.15", abs(ratio - 0.49) <= 0.15)


def test_suzuki_proliferation_of_sections(claim):
    treated, control = (float(course(SIROLIMUS, SECTION, arm, "cycling_share", [7])[0]) for arm in ARMS)
    change = 100 * (treated / control - 1)
    text = "sections: Suzuki 2001, PCNA-positive cells at day 7, % change (published -60)"
    claim(text, change, "15 points", abs(change + 60) <= 15)


# Luck alone moves the mean of 24 sections by 3 %: here it tore 9 % more under drug and 6 % less without.
@pytest.mark.xfail(strict=True, reason="drug reaches cells between struts less than the mean; bare sections stay below")
@pytest.mark.parametrize("name", ["neointimal_area", "neointima_cells"])
@pytest.mark.parametrize("arm", ARMS)
def test_sections_agree_with_the_radial_world(arm, name, claim):
    """Over the 28 days: the mean difference on days 7, 14, 21 and 28 over the mean."""
    section, radial = (course(SIROLIMUS, world, arm, name, DAYS) for world in (SECTION, RADIAL))
    apart = 100 * float(np.abs(section - radial).mean() / radial.mean())
    text = f"24 sections against the radial world, {arm}, {name} over 28 days, % apart"
    claim(text, apart, "5 %", apart <= 5)


@pytest.mark.xfail(strict=True, reason="matrix and inflammation are too early for these pigs, whose stent is not known")
@pytest.mark.parametrize(("day", "known"), [(14, 20.0), (28, 42.0)])
def test_zun(day, known, claim):
    """Bare stent; the stent of Zun 2019 and its ratio could not be read, so that of Suzuki 2001 stands for it."""
    area, whole = (course(SIROLIMUS, SECTION, "control", name, [day])[0] for name in ("neointimal_area", "lamina_area"))
    share = 100 * float(area / whole)
    text = f"sections: Zun 2019, relative neointimal area of a bare stent, day {day}, % (published {known:g} +/- 3)"
    claim(text, share, "4 points", abs(share - known) <= 4)


def test_thickness_rises_with_injury(claim):
    """Least squares over all struts of bare sections, as Schwartz 1992 over sections; the slope there was not read."""
    of_struts = [
        (recording.values["strut_injury"][0], 1e3 * recording.values["strut_tissue"][0])
        for batch, recording in recordings(SIROLIMUS, SECTION)
        if batch.recipe.arm == "control"
    ]
    injury, tissue = (np.concatenate(each) for each in zip(*of_struts, strict=True))
    slope, error = _slope(injury, tissue)
    text = f"sections: neointimal thickness over a strut per point of its injury score, mm (SE {error:.2g}; P < 0.001)"
    claim(text, slope, "above 3.3 SE, as published", slope > 3.3 * error)


def _slope(x, y):
    centred = x - x.mean()
    slope = float((centred * y).sum() / (centred**2).sum())
    left = y - y.mean() - slope * centred
    return slope, float(np.sqrt((left**2).sum() / (x.size - 2) / (centred**2).sum()))


@pytest.fixture(scope="module")
def kim():
    """Two undrugged sections of ratio 1.1 to six months."""
    ratio = 'values={"vessel.stent_to_artery_ratio"={value=1.1,unit="",grade="assumed",note="Kim 2000"}}'
    told = ('arms={bare={device="driver",drug="none"}}', COMPARE, "vary={}", "conditions.days=180", ratio)
    return [recording for _, recording in recordings(ZOTAROLIMUS, SECTION, *told, animals=2)]


def at(runs, name, day):
    return float(np.mean([run.values[name][0, np.searchsorted(run.times, day * 86400.0 - 1)] for run in runs]))


@pytest.mark.xfail(strict=True, reason="cells go on dying where the pigs kept theirs; the limit is missed by 0.01")
def test_stenosis_regresses_as_in_kim(kim, claim):
    shares = [100 * at(kim, "neointimal_area", day) / at(kim, "lamina_area", day) for day in (60, 180)]
    ratio = shares[1] / shares[0]
    # Two published SEs of the ratio: 14 +/- 1 over 21 +/- 3, six pigs each.
    text = (
        f"sections: Kim 2000, stenosis at 6 over 2 months (published 14 / 21), here {shares[1]:.3g} / {shares[0]:.3g} %"
    )
    claim(text, ratio, "0.67 +/- 0.09", abs(ratio - 14 / 21) <= 0.09)


def test_density_of_cells_stays_as_in_kim(kim, claim):
    density = [at(kim, "neointima_cells", day) / at(kim, "neointimal_area", day) for day in (60, 180)]
    ratio = density[1] / density[0]
    # Published 71 +/- 7 and 76 +/- 23 cells a field, six pigs each: two SEs of the ratio.
    text = "sections: Kim 2000, density of muscle cells at 6 over 2 months (published 76 / 71)"
    claim(text, ratio, "1.07 +/- 0.28", abs(ratio - 76 / 71) <= 0.28)


def test_animals_that_share_their_luck(claim):
    """Ten small arteries for a week, all numbers alike: cells, tears and endothelium alone differ by luck."""
    drugs = {"treated": ("cypher_prototype", "sirolimus"), "control": ("bx_velocity", "none")}
    tasks = [("treated", "any"), ("control", "any"), ("control", "other")]
    sections = [
        replace(small_section(device=drugs[arm][0], drug=drugs[arm][1], days=7, who=(who, str(animal))), frames=())
        for arm, who in tasks
        for animal in range(10)
    ]
    areas = np.empty(len(sections))
    for number, recorded in run_all(Implant().simulate, sections, 2):
        areas[number] = recorded.values["neointimal_area"][0, -1]
    treated, shared, apart = np.reshape(areas, (3, 10))
    ratio = float((treated - apart).var(ddof=1) / (treated - shared).var(ddof=1))
    text = "sections: variance of treated less control, own luck over shared luck"
    claim(text, ratio, "3 or more", ratio >= 3)
