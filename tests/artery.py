"""Arteries for tests, built as the laboratory builds them."""

from neointima.laboratory.plan import plan
from neointima.laboratory.study import Study
from neointima.protocols.implant import Implant

VARIED = (
    "vessel.reference_diameter",
    "vessel.stent_to_artery_ratio",
    "growth_factors.mitogen_potency",
    "growth_factors.inflammation_strength",
    "wall.uptake",
)


def line(value, unit=""):
    return {"value": value, "unit": unit, "grade": "assumed", "note": "test"}


def batch(device, drug, *, days=28, animals=3, artery="porcine_coronary", values=(), seed=3, vary=VARIED):
    """One arm as the plan makes it; the same seed gives the same animals whatever the stent."""
    here = [key for key in vary if drug != "none" or not key.startswith("wall.")]
    study = Study.model_validate(
        {
            "title": "test",
            "question": "test",
            "protocol": "implant",
            "seed": seed,
            "arms": {"arm": {"device": device, "drug": drug}},
            "conditions": {"artery": artery, "days": days, "animals": animals, "shared_animals": True},
            "compare": [{"endpoint": "neointimal_area", "test": "arm_mean", "arms": ["arm"]}],
            "vary": dict.fromkeys(here, "from its spread"),
            "values": dict(values),
        }
    )
    return plan(study, "test").batches[0]


def simulate(device, drug, **conditions):
    return Implant().simulate(batch(device, drug, **conditions))
