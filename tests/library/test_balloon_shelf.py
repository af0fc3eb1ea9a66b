"""Every balloon on the shelf loads, is sourced, builds, and leaves in the wall what it says."""

import numpy as np
import pytest

from neointima import menu
from neointima.library.shelf import load, sources
from neointima.library.transport import balloon_recipe

BALLOONS = menu.choices("library/balloons", ".toml")
ARTERIES = menu.choices("library/arteries", ".toml")


def made(name, artery=ARTERIES[0]):
    """What an arm with this balloon needs, with the balloon's own drug."""
    return balloon_recipe("arm", name, load("balloons", name).words["drug"], artery=artery, values={})


@pytest.mark.parametrize("name", BALLOONS)
def test_every_balloon_has_a_title_a_note_and_a_drug_of_the_shelf(name):
    words = load("balloons", name).words
    assert words["title"]
    assert words["note"]
    assert words["drug"] in menu.choices("library/drugs", ".toml")
    assert words["drug"] != "none"


@pytest.mark.parametrize("name", BALLOONS)
def test_every_number_of_a_balloon_is_sourced(name):
    for number in load("balloons", name).numbers.values():
        assert number.note if number.grade == "assumed" else number.source in sources(), number.place


@pytest.mark.parametrize("artery", ARTERIES)
@pytest.mark.parametrize("name", BALLOONS)
def test_every_balloon_leaves_its_share_of_the_dose_in_every_artery(name, artery):
    """On a slab of ten cells: to round-off. Some of the dose goes in, not all of it."""
    balloon = made(name, artery).submodel("balloon", {})
    edges, volumes = np.linspace(0.0, 200e-6, 11), np.full(10, 20e-6)
    depths = np.stack([edges[:-1], edges[1:]])
    left = float(balloon.lodged(depths, volumes, 1.0).sum())
    assert left == pytest.approx(float(balloon.dose_per_area * balloon.transferred), rel=1e-12)
    assert 0 < left < float(balloon.dose_per_area)
