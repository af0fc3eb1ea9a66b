"""Simulated cohorts against published animals, 200 an arm. Limits were written before the run.

The limits are those of the issue that asked for the study: 15 % and one published SD for means, a factor 1.5 for SDs,
0.10 for ratios; for Suzuki 2001 0.15 and 15 points. These rows are calibration rows: they show that one set of numbers
can serve all of them, not that the model predicts.
"""

from functools import cache
from operator import itemgetter
from pathlib import Path

import numpy as np
import pytest

from neointima.analysis import summarise
from neointima.laboratory import published
from neointima.laboratory.measure import measure
from neointima.laboratory.plan import plan
from neointima.laboratory.study import load
from neointima.laboratory.workers.run_all import run_all
from neointima.protocols.implant import Implant

STUDIES = Path(__file__).parents[2] / "studies"
GARCIA, SUZUKI = "garcia_touchard_2006", "suzuki_2001"
ARMS = {"treated": "ZES", "control": "control"}
ENDPOINTS = {"neointimal_area": "mm**2", "percent_area_stenosis": "percent", "neointimal_thickness": "mm"}
RATIOS = {"neointimal_area": 0.61, "percent_area_stenosis": 0.63, "neointimal_thickness": 0.66}


@cache
def cohort(name):
    """Values by arm and endpoint of 200 animals an arm of a study in studies/."""
    study, _ = load(STUDIES / f"{name}.toml", ["conditions.animals=200"])
    batches = plan(study, name).batches
    values = {}
    for number, recording in sorted(run_all(Implant().simulate, batches, 2), key=itemgetter(0)):
        for _, arm, endpoint, value, _ in measure(batches[number], recording):
            values.setdefault((arm, endpoint), []).append(value)
    return {key: np.array(column) for key, column in values.items()}


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("arm", ARMS)
def test_mean(arm, endpoint, claim):
    ours = summarise(cohort("pig_zotarolimus_28_days")[arm, endpoint])
    theirs = published.summary(GARCIA, endpoint, ARMS[arm], day=28, unit=ENDPOINTS[endpoint])
    near = abs(ours.mean / theirs.mean - 1) <= 0.15 and abs(ours.mean - theirs.mean) <= theirs.sd
    claim(f"{endpoint}, {arm}: mean (published {theirs.mean:g})", float(ours.mean), "15 % and one published SD", near)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("arm", ARMS)
def test_spread(arm, endpoint, claim):
    ours = summarise(cohort("pig_zotarolimus_28_days")[arm, endpoint])
    theirs = published.summary(GARCIA, endpoint, ARMS[arm], day=28, unit=ENDPOINTS[endpoint])
    near = 1 / 1.5 <= ours.sd / theirs.sd <= 1.5
    claim(f"{endpoint}, {arm}: SD (published {theirs.sd:g})", float(ours.sd), "factor 1.5", near)


@pytest.mark.parametrize("endpoint", RATIOS)
def test_ratio(endpoint, claim):
    values = cohort("pig_zotarolimus_28_days")
    ratio = float(values["treated", endpoint].mean() / values["control", endpoint].mean())
    claim(
        f"{endpoint}, zotarolimus : control (published {RATIOS[endpoint]})",
        ratio,
        "0.10",
        abs(ratio - RATIOS[endpoint]) <= 0.10,
    )


def test_suzuki_area(claim):
    values = cohort("pig_sirolimus_28_days")
    ratio = float(values["treated", "neointimal_area"].mean() / values["control", "neointimal_area"].mean())
    claim(
        "Suzuki 2001, neointimal area at day 28, sirolimus : bare (published 0.49)",
        ratio,
        "0.15",
        abs(ratio - 0.49) <= 0.15,
    )


def test_suzuki_proliferation(claim):
    values = cohort("pig_sirolimus_7_days")
    key = "pcna_positive_fraction"
    change = float(100 * (values["treated", key].mean() / values["control", key].mean() - 1))
    claim(
        "Suzuki 2001, PCNA-positive cells at day 7, % change (published -60)",
        change,
        "15 points",
        abs(change + 60) <= 15,
    )


def test_suzuki_retention(claim):
    share = float(cohort("pig_sirolimus_3_days")["treated", "eluted_drug_in_artery"].mean())
    claim("Suzuki 2001, eluted drug still in the artery on day 3, % (published 0.085)", share, "below 1 %", share < 1)
