"""The drug budget of stented walls: nothing is lost, nothing is negative, and no site holds more than one molecule.

What is left on the stent, in the wall, gone with the blood, gone outside and broken down sums to the dose at every
output time, to 1e-8 of it. The limit is the issue's; each stage stores what Newton leaves open (1e-6 of the content)
in the cells themselves, so that only the curvature of binding over it, its square, can be lost.
"""

from dataclasses import replace

import numpy as np
import pytest

from neointima import menu
from neointima.numerics.transport.pools import NONSPECIFIC
from neointima.protocols.drug_transport import DrugTransport
from neointima.simulation.wall_record import times
from transport_cases import DAY, site

# One value for every field that a release model may have, SI; a new model's own fields are added here.
RELEASE = {
    "dose_per_length": 8.33e-6,
    "times": np.array([0.0, 1.0, 7.0, 30.0]) * DAY,
    "fractions": np.array([0.0, 0.4, 0.8, 0.9]),
    "rate": 1e-6,
    "burst": 0.3,
    "burst_rate": 1e-4,
    "slow_rate": 1e-6,
    "sequestered": 0.1,
    "coating_thickness": 5e-6,
    "coating_diffusivity": 1e-17,
    "eroded_diffusivity": 3e-16,
    "erosion_rate": 1e-6,
    "partition": 2.0,
    "dissolved_share": 0.2,
    "dissolution_rate": 1e-5,
}
MODELS = [name for name in menu.choices("submodels/release") if name != "no_drug"]
WORLDS = {
    "section": {"finest": "12 um"},
    "segment": {"world": "wall_segment", "length": "1 mm", "finest": "100 um"},
}
# Sums of some ten thousand products, each rounded.
ROUNDING = 1e-12


def followed(wall, days=28):
    """The worst of the budget [share of the dose], of any pool [mol/m³] or part of it [mol], and of the occupancy of both sites."""
    transport, now = wall.ready()
    dose = sum(wall.budget(now).values())
    lost, lowest, fullest, crowded = 0.0, np.inf, 0.0, 0.0
    for time in times(days):
        now = transport.until(now, float(time))
        lost = max(lost, abs(sum(wall.budget(now).values()) / dose - 1))
        lowest = min(lowest, float(now.pools.min()), *(value for value in wall.budget(now).values()))
        fullest = max(fullest, float(wall.occupancy(now).max()))
        bound = now.pools[NONSPECIFIC, : wall.lodged.size].max()
        crowded = max(crowded, float(bound / wall.tissue.nonspecific_density))
    return lost, lowest, fullest, crowded


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("model", MODELS)
def test_nothing_is_lost_or_negative(model, world, claim):
    wall = DrugTransport().wall(site(release=(model, RELEASE), **WORLDS[world]))
    lost, lowest, fullest, crowded = followed(wall)
    claim(f"drug budget, {world}, {model}, every output time to 28 days", lost, "1e-8 of the dose", lost <= 1e-8)
    claim(f"least of all pools and of the budget, {world}, {model}", lowest, ">= 0", lowest >= 0)
    assert max(fullest, crowded) <= 1 + ROUNDING


@pytest.mark.parametrize("model", MODELS)
def test_a_stent_begins_with_its_dose(model):
    """Also where all of the coating lies in tissue: dose per length over molar mass, to round-off."""
    wall = DrugTransport().wall(site("nobori", "biolimus_a9", finest="12 um", release=(model, RELEASE)))
    assert wall.coating.surfaces.contact.sum() <= wall.coating.surfaces.whole * (1 + ROUNDING)
    _, now = wall.ready()
    begun = wall.budget(now)["coating_drug"] * wall.molar_mass / RELEASE["dose_per_length"]
    assert begun == pytest.approx(1, abs=ROUNDING)


FILLED = {"solubility": 1.0, "nonspecific_off_rate": 1e-6, "specific_off_rate": 0.0}


@pytest.mark.parametrize(
    ("name", "numbers"),
    [("crystals", {}), ("all dissolved", {"solubility": 1.0}), ("sites fill up", FILLED)],
)
def test_too_much_drug(name, numbers, claim):
    """All of the dose on the faces in tissue enters it: crystals form, or sites fill, and the budget still closes."""
    wall = DrugTransport().wall(site(finest="12 um", release=("imposed_curve", RELEASE)))
    own = {field: np.asarray(value) for field, value in numbers.items()}
    wall = replace(wall, tissue=replace(wall.tissue, **own), coating=replace(wall.coating, uptake=1.0))
    lost, lowest, fullest, crowded = followed(wall)
    claim(f"drug budget of a flooded wall, {name}", lost, "1e-8 of the dose", lost <= 1e-8)
    assert lowest >= 0
    assert max(fullest, crowded) <= 1 + ROUNDING
