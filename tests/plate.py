"""Plates for tests, built as the laboratory builds them."""

from tests.artery import line

from neointima.laboratory.plan import plan
from neointima.laboratory.study import PlateStudy
from neointima.protocols.cell_assay import CellAssay

ERRORS = ("seeding_spread", "dilution_spread", "dispensing_spread", "plate_spread", "reader_spread", "reader_noise")
PERFECT = {f"handling.{name}": line(0.0) for name in (*ERRORS, "edge_loss", "edge_slowing")}


def plates(drug, *, values=(), arm=(), count=1, seed=3, **conditions):
    """One arm as the plan makes it; without errors of handling unless ``values`` say otherwise."""
    study = PlateStudy.model_validate(
        {
            "title": "test",
            "question": "test",
            "protocol": "cell_assay",
            "seed": seed,
            "arms": {"arm": {"drug": drug, **dict(arm)}},
            "conditions": {
                "culture": "human_coronary_smooth_muscle",
                "plates": count,
                "highest_dose": "10 umol/L",
                "dilution": 6.0,
                **conditions,
            },
            "compare": [{"endpoint": "proliferation_ic50", "test": "arm_mean", "arms": ["arm"]}],
            "values": {**PERFECT, **dict(values)},
        }
    )
    return plan(study, "test").batches[0]


def simulate(drug, **conditions):
    return CellAssay().simulate(plates(drug, **conditions))


def ic50(endpoint, drug, **conditions):
    """Nominal half dose [nmol/L] of a plate without errors."""
    return float(endpoint().measure(simulate(drug, **conditions))[0] * 1e6)
