"""Network meta-analysis against a published one: ten treatments of diabetes in 26 trials, one of them with three arms."""

import csv
from pathlib import Path

import numpy as np
import pytest

from neointima.analysis.network.contrasts import arms
from neointima.analysis.network.inconsistency import decompose
from neointima.analysis.network.least_squares import moments, restricted
from neointima.analysis.network.network import join, p_scores

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def diabetes():
    with (DATA / "diabetes_trials.csv").open() as file:
        rows = list(csv.DictReader(file))
    numbers = {key: np.array([float(row[key]) for row in rows]) for key in ("mean", "sd", "n")}
    return arms([row["trial"] for row in rows], [row["treatment"] for row in rows], **numbers)


# Against placebo, by moments. The common effects were also run in metafor; the random ones, the parts of Q and the ranks
# are what netmeta prints for these data (Rücker and Schwarzer, BMC Med Res Methodol 2015;15:58), quoted from memory.
COMMON = {
    "acarbose": -0.83,
    "benfluorex": -0.91,
    "metformin": -1.11,
    "miglitol": -0.94,
    "pioglitazone": -1.07,
    "rosiglitazone": -1.20,
    "sitagliptin": -0.57,
    "sulfonylurea": -0.44,
    "vildagliptin": -0.70,
}
RANDOM = {
    "acarbose": -0.84,
    "benfluorex": -0.73,
    "metformin": -1.13,
    "miglitol": -0.95,
    "pioglitazone": -1.13,
    "rosiglitazone": -1.23,
    "sitagliptin": -0.57,
    "sulfonylurea": -0.42,
    "vildagliptin": -0.70,
}
P_SCORES = {
    "rosiglitazone": 0.8934,
    "metformin": 0.7818,
    "pioglitazone": 0.7746,
    "miglitol": 0.6137,
    "acarbose": 0.5203,
    "benfluorex": 0.4358,
    "vildagliptin": 0.4232,
    "sitagliptin": 0.3331,
    "sulfonylurea": 0.2103,
    "placebo": 0.0139,
}


def nothing(data, design):
    return 0.0


@pytest.mark.parametrize(("between", "printed"), [(nothing, COMMON), (moments, RANDOM)], ids=["common", "random"])
def test_the_effects_against_placebo_are_as_printed(diabetes, between, printed):
    found = {one.first: one.value for one in join(diabetes, between).against("placebo")}
    # As printed, to two decimals.
    assert found == pytest.approx(printed, abs=0.0051)


def test_the_variance_between_trials_and_the_parts_of_q_are_as_printed(diabetes):
    """τ² 0.1087; Q 96.98 on 18 = 74.45 on 11 within designs + 22.53 on 7 between; 2.19, P 0.9483 with τ² 0.1442."""
    assert join(diabetes, moments).tau_squared == pytest.approx(0.1087, abs=5e-5)
    found = decompose(diabetes, moments)
    assert [(part.q, part.freedom) for part in found[:3]] == [
        (pytest.approx(96.98, abs=0.01), 18),
        (pytest.approx(74.45, abs=0.01), 11),
        (pytest.approx(22.53, abs=0.01), 7),
    ]
    assert (found.between_random.q, found.between_random.p_value) == pytest.approx((2.19, 0.9483), abs=0.005)
    assert found.tau_squared == pytest.approx(0.1442, abs=5e-5)


def test_the_ranking_is_as_printed(diabetes):
    found = p_scores(join(diabetes, moments), lower_is_better=True)
    assert list(found) == list(P_SCORES)
    assert found == pytest.approx(P_SCORES, abs=1e-4)


def test_restricted_likelihood_agrees_with_metafor(diabetes):
    """rma.mv of metafor 3.8-1 with the same covariances, random = ~ contrast | trial, rho = ½."""
    found = join(diabetes, restricted)
    effects = {one.first: (one.value, one.error) for one in found.against("placebo")}
    assert found.tau_squared == pytest.approx(0.099914544, rel=1e-6)
    assert effects["metformin"] == pytest.approx((-1.12840382, 0.14940174), abs=1e-6)
    assert effects["acarbose"] == pytest.approx((-0.84136425, 0.23842643), abs=1e-6)


def test_common_effects_agree_with_metafor_to_the_digits_it_printed(diabetes):
    """rma.mv without random effects: placebo as reference, arms of one trial correlated through placebo's."""
    found = {one.first: (one.value, one.error) for one in join(diabetes, nothing).against("placebo")}
    assert found["metformin"] == pytest.approx((-1.11402995, 0.059608127), abs=1e-8)
    assert found["acarbose"] == pytest.approx((-0.82731812, 0.108497482), abs=1e-8)
