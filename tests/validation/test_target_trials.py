"""Every trial of the second target table, run with more patients than it had. Limits are those of the issue.

A published value should lie where 95 % of next trials of its size would, and the verdict of the trial, a claim or none,
should come out in four of five of them. Rows of ENDEAVOR II were fitted, all others were not; of RESTENT-ISR it was
known that a thicker wall had missed it (decision 0031).
"""

from functools import cache
from pathlib import Path

import pytest

from neointima.laboratory.folder import read_table
from neointima.laboratory.run import run
from neointima.laboratory.study import load

STUDIES = Path(__file__).parents[2] / "studies"
# How many times the published patients: enough that the chance of ours is half that of the published trial or less.
LARGER = {
    "trial_endeavor_2_270_days": 4,
    "trial_endeavor_3_270_days": 8,
    "trial_resolute_all_comers_365_days": 4,
    "trial_resolute_us_365_days": 2,
    "trial_restent_isr_1095_days": 8,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("trials")


@cache
def replicates(name, folder):
    study, _ = load(STUDIES / f"{name}.toml")
    changes = [f"arms.{arm}.patients={own.patients * LARGER[name]}" for arm, own in study.arms.items()]
    out = run(STUDIES / f"{name}.toml", folder / name, changes=changes, workers=2)
    return {(row["endpoint"], row["arms"], row["test"]): row for row in read_table(out / "replicates.csv")}


def published(name):
    study, _ = load(STUDIES / f"{name}.toml")
    return [(one.endpoint, " vs ".join(one.arms), one.test) for one in study.compare if one.published]


ROWS = [(name, row) for name in LARGER for row in published(name)]


@pytest.mark.parametrize(("name", "row"), ROWS, ids=str)
def test_published_value_is_where_a_next_trial_would_be(name, row, folder, claim):
    found = replicates(name, folder)[row]
    limits = f"{float(found['lower']):.3g} to {float(found['upper']):.3g} {found['unit']}"
    text = f"{name.removeprefix('trial_')}: {row[0]}, {row[1]}, {row[2]} (published {float(found['published']):.3g}, "
    claim(
        f"{text}{found['split']})",
        float(found["estimate"]),
        f"95 % of next trials {limits}",
        found["is_inside"] == "yes",
    )


@pytest.mark.parametrize(("name", "row"), [one for one in ROWS if " vs " in one[1][1]], ids=str)
def test_the_verdict_comes_out_again(name, row, folder, claim):
    found = replicates(name, folder)[row]
    said = "a claim" if found["published_claim"] == "yes" else "no claim"
    text = f"{name.removeprefix('trial_')}: {row[0]}, {row[1]}, {row[2]}: {said}, as published"
    claim(text, float(found["probability"]), "in 0.8 of next trials or more", float(found["probability"]) >= 0.8)
