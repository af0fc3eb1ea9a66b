"""Trials in patients as a reader sees them: every figure, its stent, and what does not count as the arm."""

import re

import pytest

from neointima.laboratory.catalogue import describe, names, titles
from neointima.laboratory.patient_trials import trial_lines, trial_rows, trials
from neointima.library.clinical_outcomes import clinical_outcomes
from neointima.mistake import Mistake


def test_every_trial_is_listed_with_its_arms():
    listed = dict(titles("clinical"))
    assert list(listed) == names("clinical") == trials()
    assert listed["ENDEAVOR II"] == "E-ZES, BMS; 26 figures, calibration"
    assert listed["DESSOLVE II"] == "E-ZES; 1 figure, validation"
    assert sum(len(trial_rows(name)) for name in trials()) == len(clinical_outcomes())


@pytest.mark.parametrize("name", trials())
def test_every_figure_of_a_trial_is_shown(name):
    shown = "\n".join(trial_lines(name))
    for row in trial_rows(name):
        assert re.search(rf"day {row.day}  {row.endpoint}  {re.escape(row.arm)}.*: {row.value:g}\D", shown)
    assert "nan" not in shown


def test_what_is_shown_of_a_trial_names_its_stents_its_reports_and_its_subsets():
    shown = "\n".join(describe("clinical", "RAVEL"))
    assert "N Engl J Med 2002;346:1773" in shown
    assert "BMS: Bx Velocity 140 um; device bx_velocity, drug none" in shown
    assert "SES, reference diameter below 2.36 mm: 0.01 ± 0.25 mm, 120 in the arm" in shown
    assert "lesions occlusion" in next(trial_lines("PRISON III"))


def test_an_unknown_trial_lists_what_there_is():
    with pytest.raises(Mistake, match=r"'RAVEL II' is not among the clinical trials; choose one of RAVEL, SIRIUS"):
        list(describe("clinical", "RAVEL II"))
