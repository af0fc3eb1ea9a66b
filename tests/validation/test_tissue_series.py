"""Drug in the arterial wall against three published series, none of which was used to fit anything here.

Within a factor of three is what the issue of these studies asks, written before the walls were solved. Every number of
the devices, the balloon and the artery was written down before the first run and not touched since: which, when and why
is in docs/tissue_series.md. What misses is published as missing.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from neointima.laboratory import published
from neointima.laboratory.plan import plan
from neointima.laboratory.study import load
from neointima.numerics.schedule import DAY
from neointima.protocols.drug_transport import DrugTransport
from neointima.quantities.units import convert

STUDIES = Path(__file__).parents[2] / "studies"
FACTOR = 3.0
FROM_STENTS = "the uptake fitted to Suzuki 2001 (97 ng in an artery) leaves too little drug for this series"
FROM_BALLOONS = (
    "14 % of the dose, read for another balloon, is too much here; and solid dissolves as slowly as in water"
)
SERIES = {
    "tissue_paclitaxel_stent_180_days": ("Hou 2016, paclitaxel stent", [10, 60, 180], FROM_STENTS),
    "tissue_paclitaxel_balloon_28_days": ("Granada 2014, crystalline balloon", [0.042, 1, 28], FROM_BALLOONS),
    "tissue_tacrolimus_stent_3_days": ("Scheller 2005, tacrolimus stent", [3], FROM_STENTS),
}
FIGURES = [
    pytest.param(study, day, id=f"{study}-{day}", marks=pytest.mark.xfail(strict=True, reason=why))
    for study, (_, days, why) in SERIES.items()
    for day in days
]


PERFECT = 'values={"wall.uptake"={value=1.0,unit="",grade="assumed",note="perfect contact, no blood between"}}'
BETWEEN = [(name, day) for name, (_, days, _) in SERIES.items() for day in days if "balloon" not in name]


@cache
def content(name, *changes):
    """Times [day] and mean content of the wall [ng/mg] of the one arm of a study in studies/."""
    study, _ = load(STUDIES / f"{name}.toml", changes)
    (site,) = plan(study, name).batches
    recording = DrugTransport().simulate(site)
    return recording.times / DAY, convert(recording.values["tissue_content"][0], "kg/kg", "ng/mg")


def at(name, day, *changes):
    """Content on a ``day`` that is recorded; published days are printed to two figures."""
    days, values = content(name, *changes)
    nearest = int(np.argmin(np.abs(days - day)))
    assert days[nearest] == pytest.approx(day, rel=0.02)
    return float(values[nearest])


def reference(name):
    """The published study beside the one arm of ours, and its name for it."""
    (comparison,) = load(STUDIES / f"{name}.toml")[0].compare
    return comparison.published.study, comparison.published.arms[0]


@pytest.mark.parametrize("name", SERIES)
def test_every_published_day_is_compared(name):
    study, arm = reference(name)
    rows = published.study(study)["result"]
    assert [row["day"] for row in rows if (row["endpoint"], row["arm"]) == ("wall_content", arm)] == SERIES[name][1]


@pytest.mark.parametrize(("name", "day"), FIGURES)
def test_tissue_level(name, day, claim):
    study, arm = reference(name)
    theirs = published.summary(study, "wall_content", arm, day=day, unit="ng/mg").mean
    ours = at(name, day)
    when = f"{day} days" if day > 1 else f"{24 * day:.0f} h"
    text = f"{SERIES[name][0]}, drug in the wall after {when}, ng/mg"
    measured = f"{ours:.3g} / {theirs:g} = {ours / theirs:.3g}"
    claim(f"{text} (not fitted)", measured, "1/3 to 3", 1 / FACTOR <= ours / theirs <= FACTOR)


@pytest.mark.parametrize(("name", "day"), BETWEEN)
def test_the_published_level_lies_between_the_fitted_and_the_perfect_contact(name, day, claim):
    """All drug that faces tissue entering it is the most a stent can give; asked for after the rows above had missed."""
    study, arm = reference(name)
    theirs = published.summary(study, "wall_content", arm, day=day, unit="ng/mg").mean
    fitted, perfect = at(name, day), at(name, day, PERFECT)
    text = f"{SERIES[name][0]}, drug in the wall after {day} days lies between fitted and perfect contact, ng/mg"
    claim(text, f"{fitted:.3g} < {theirs:g} < {perfect:.3g}", "between", fitted < theirs < perfect)
