"""Simulated patients against published trials. Limits were written before the run; they are those of the issue.

Calibration rows show that one set of numbers serves all arms. Validation rows were neither fitted nor looked at to
choose a model: what is missed there is missed. Every arm is drawn from one population with what its trial says of its
own patients (vessel, lesion, diabetes).
"""

from functools import cache

import numpy as np
import pytest
from scipy import stats

from neointima.laboratory.published_arm import Followed, follow
from neointima.laboratory.workers.run_all import run_all
from neointima.library import shelf
from neointima.library.clinical_outcomes import clinical_outcomes
from neointima.library.late_loss_trials import usual_share_imaged

PATIENTS, SEED, POPULATION = 400, 1, "moderate_de_novo"
ENDPOINTS = (
    *("in_stent_late_lumen_loss", "in_segment_late_lumen_loss", "neointimal_obstruction"),
    *("in_stent_binary_restenosis", "in_segment_binary_restenosis", "target_lesion_revascularisation"),
    "in_stent_minimal_lumen_diameter",
)
LONGEST = 1830


@cache
def rows(split):
    """Whole arms in new lesions on stents of the shelf, to five years."""
    return [
        row
        for row in clinical_outcomes()
        if (row.split, row.lesion) == (split, "de_novo")
        and row.stent
        and row.drug
        and not row.subset
        and row.endpoint in ENDPOINTS
        and row.day <= LONGEST
    ]


@cache
def simulated(split):
    """Summaries by trial, arm and day."""
    days, first = {}, {}
    for row in rows(split):
        key = (row.trial, row.arm)
        days.setdefault(key, set()).add(max(row.day, 1))
        first.setdefault(key, row)
    tasks = [Followed(first[key], tuple(sorted(days[key])), POPULATION, PATIENTS, SEED) for key in days]
    found = dict(run_all(follow, tasks, 2))
    return {key: found[number] for number, key in enumerate(days)}


def ours(row):
    return simulated(row.split)[row.trial, row.arm][max(row.day, 1)][row.endpoint]


def chosen(split, endpoint, *, days=(100, 400)):
    return [row for row in rows(split) if row.endpoint == endpoint and days[0] <= row.day <= days[1]]


def named(row):
    return f"{row.trial}, {row.arm}, day {row.day}"


CALIBRATION = {endpoint: chosen("calibration", endpoint) for endpoint in ENDPOINTS}
LIMITS = {
    "in_stent_late_lumen_loss": (0.10, 0.15, "mm"),
    "neointimal_obstruction": (4.0, 7.0, "points"),
    "in_stent_binary_restenosis": (5.0, 10.0, "points"),
    "in_segment_binary_restenosis": (5.0, 10.0, "points"),
    "target_lesion_revascularisation": (2.5, 5.0, "points"),
}
PAIRS = [(endpoint, row) for endpoint in LIMITS for row in CALIBRATION[endpoint]]


@pytest.mark.parametrize(("endpoint", "row"), PAIRS, ids=lambda one: one if isinstance(one, str) else named(one))
def test_calibration_arm(endpoint, row, claim):
    drug, bare, unit = LIMITS[endpoint]
    limit, found = bare if row.drug == "none" else drug, float(ours(row).mean)
    said = f"{endpoint}: {named(row)} (published {row.value:g}, calibration)"
    claim(said, found, f"{limit:g} {unit}", abs(found - row.value) <= limit)


VALIDATION = chosen("validation", "in_stent_late_lumen_loss")


def late_loss(row):
    """Simulated and published means, and the half-width of a 95 % prediction interval of the published arm.

    It holds the chance of the patients filmed there, of ours, and what arms of one stent differ by between trials.
    """
    between = float(shelf.load("prediction", "between_trials").numbers["between_trials.late_loss"].value)
    our = ours(row)
    # Two of the 45 arms (BioFreedom FIM) do not say how many they enrolled, and both say how many were filmed; of an arm
    # that said neither nothing could be expected, and it would miss.
    imaged = row.n_analysed if np.isfinite(row.n_analysed) else max(row.n * usual_share_imaged(), 2.0)
    return our.mean, row.value, 1.96 * np.sqrt(our.sd**2 * (1 / imaged + 1 / our.n) + between**2)


@cache
def validation_late_loss():
    return np.array([late_loss(row) for row in VALIDATION])


@pytest.mark.parametrize("row", VALIDATION, ids=named)
def test_validation_arm(row, claim):
    our, their, reach = late_loss(row)
    said = f"in_stent_late_lumen_loss: {named(row)} (published {their:g}, validation)"
    claim(said, float(our), f"within {reach:.2f} mm, 95 % prediction", abs(our - their) <= reach)


def test_validation_late_loss_root_mean_square(claim):
    our, their, _ = validation_late_loss().T
    error = float(np.sqrt(np.mean((our - their) ** 2)))
    claim(f"in-stent late loss, {our.size} validation arms at 4 to 13 months: RMSE", error, "0.12 mm", error <= 0.12)


def test_validation_late_loss_order(claim):
    our, their, _ = validation_late_loss().T
    order = float(stats.spearmanr(our, their).statistic)
    claim("in-stent late loss, validation arms: Spearman", order, "at least 0.9", order >= 0.9)


def test_validation_late_loss_covered(claim):
    our, their, reach = validation_late_loss().T
    share = float(100 * np.mean(np.abs(our - their) <= reach))
    claim("in-stent late loss, validation arms inside their 95 % prediction interval", share, "85 %", share >= 85)


def test_late_loss_spreads_as_it_grows(claim):
    """The line was fitted to 76 published arms: SD = 0.33 + 0.31 x late loss, residual 0.09 mm."""
    pairs = [ours(row) for split in ("calibration", "validation") for row in chosen(split, "in_stent_late_lumen_loss")]
    off = max(abs(one.sd - (0.33 + 0.31 * one.mean)) for one in pairs)
    claim("SD of late loss off the published line, largest of all arms", float(off), "0.10 mm", off <= 0.10)


@pytest.mark.parametrize("endpoint", ["target_lesion_revascularisation", "neointimal_obstruction"])
@pytest.mark.parametrize("bare", [False, True], ids=["drug", "bare"])
def test_validation_arms_at_large(endpoint, bare, claim):
    """The mean of the errors of all arms: the limits are those of one calibration arm."""
    drug_limit, bare_limit, unit = LIMITS[endpoint]
    arms = [row for row in chosen("validation", endpoint) if (row.drug == "none") == bare]
    if not arms:
        pytest.skip("no such arm on the shelf")
    error = float(np.mean([abs(ours(row).mean - row.value) for row in arms]))
    limit = bare_limit if bare else drug_limit
    kind = "bare" if bare else "drug-eluting"
    claim(f"{endpoint}: {len(arms)} {kind} validation arms, mean error", error, f"{limit:g} {unit}", error <= limit)


COURSES = (
    ("Kimura 1996", "in_stent_minimal_lumen_diameter", 180, 1095, "calibration"),
    ("Kimura 2002", "in_stent_minimal_lumen_diameter", 180, 1095, "calibration"),
    ("ENDEAVOR I", "in_stent_late_lumen_loss", 120, 365, "calibration"),
    ("SPIRIT FIRST", "in_stent_late_lumen_loss", 180, 365, "calibration"),
    ("RAVEL", "target_lesion_revascularisation", 365, 1825, "calibration"),
    ("SIRIUS", "target_lesion_revascularisation", 270, 1825, "calibration"),
)


@pytest.mark.parametrize(("trial", "endpoint", "early", "late", "split"), COURSES)
def test_direction_of_a_course(trial, endpoint, early, late, split, claim):
    arms = {row.arm for row in rows(split) if row.trial == trial and row.endpoint == endpoint}
    found = {}
    for arm in sorted(arms):
        of_arm = {row.day: row for row in rows(split) if (row.trial, row.arm, row.endpoint) == (trial, arm, endpoint)}
        if early not in of_arm or late not in of_arm:
            continue
        theirs = of_arm[late].value - of_arm[early].value
        found[arm] = (float(ours(of_arm[late]).mean - ours(of_arm[early]).mean), theirs)
    said = "; ".join(f"{arm} {our:+.3g} (published {their:+.3g})" for arm, (our, their) in found.items())
    right = all(our * their > 0 for our, their in found.values())
    claim(f"{trial}: {endpoint} from day {early} to {late}, {split}", said, "same direction", right)
