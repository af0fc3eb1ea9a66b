"""Only a polymer that stays, and carries its drug, is answered as a foreign body."""

import numpy as np
import pytest

from neointima.library.recipe import recipe
from neointima.protocols.implant import Implant, keeps_polymer


@pytest.mark.parametrize(
    ("device", "drug", "stays"),
    [
        ("cypher", "sirolimus", True),
        ("endeavor", "zotarolimus", True),
        ("endeavor", "none", False),
        ("driver", "none", False),
        ("biomatrix", "biolimus_a9", False),
    ],
)
def test_what_stays_in_the_artery(device, drug, stays):
    own = recipe("arm", device=device, drug=drug, artery="human_coronary", values={})
    assert keeps_polymer(own) == stays
    answered = Implant().artery(own, {}, 1).growth_factors.foreign_body
    assert np.all(answered > 0) == stays


def test_an_animal_of_28_days_has_none():
    own = recipe("arm", device="endeavor", drug="zotarolimus", artery="porcine_coronary", values={})
    assert np.all(Implant().artery(own, {}, 1).growth_factors.foreign_body == 0)
