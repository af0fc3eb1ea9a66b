"""Writes the example of docs/animals.md: six simulated pigs with three stents each: `python -m checks.animals_example`.

The pigs are those of the radial artery; how stents of one pig and sections of one stent scatter is put in by hand.
"""

from pathlib import Path

import numpy as np

from neointima import menu
from neointima.laboratory.folder import write_table
from neointima.laboratory.plan import plan
from neointima.laboratory.study import Study
from neointima.protocols.implant import Implant

OUT = Path(__file__).parents[1] / "docs" / "animals_example.csv"
ARMS = {
    "Driver (bare)": {"device": "driver", "drug": "none"},
    "Endeavor": {"device": "endeavor", "drug": "zotarolimus"},
    "Xience V": {"device": "xience_v", "drug": "everolimus"},
}
ARTERIES, SECTIONS, PIGS = ("LAD", "LCX", "RCA"), ("proximal", "middle", "distal"), 6
# Scatter of stents in one pig and of sections in one stent, as shares; of an injury and an inflammation score.
OF_STENTS, OF_SECTIONS, OF_SCORES = 0.12, 0.10, 0.35
VARIED = ("vessel.reference_diameter", "vessel.stent_to_artery_ratio", "growth_factors.mitogen_potency")
ENDPOINTS = ("neointimal_area", "percent_area_stenosis", "injury_score", "inflammation_score")
# An artery that was occluded when the pig came back.
LOST = (4, "LCX")
COLUMNS = ("Pig", "Artery", "Device", "Day", "Section", "Neointimal area [mm2]", "Area stenosis [%]", "Injury score")


def simulated() -> list[dict[str, np.ndarray]]:
    """Each endpoint in every pig, in SI, a record for each arm."""
    study = Study.model_validate(
        {
            "title": "example",
            "question": "example",
            "protocol": "implant",
            "seed": 7,
            "arms": ARMS,
            "conditions": {"artery": "porcine_coronary", "days": 28, "animals": PIGS, "shared_animals": True},
            "compare": [{"endpoint": "neointimal_area", "test": "arm_mean", "arms": ["Endeavor"]}],
            "vary": dict.fromkeys(VARIED, "from its spread"),
        }
    )
    found = [Implant().simulate(batch) for batch in plan(study, "example").batches]
    return [{name: menu.choose("endpoints", name)().measure(one) for name in ENDPOINTS} for one in found]


def rows() -> list[tuple[object, ...]]:
    """A line for each section; devices go round the arteries from pig to pig."""
    luck, written, pigs = np.random.default_rng(3), [], simulated()
    for pig in range(PIGS):
        for place, (device, found) in enumerate(zip(ARMS, pigs, strict=True)):
            artery = ARTERIES[(place + pig) % len(ARTERIES)]
            area, share, injury, inflammation = (float(found[name][pig]) for name in ENDPOINTS)
            lamina, of_stent = 1e6 * area / share, np.exp(luck.normal(0, OF_STENTS))
            for section in SECTIONS:
                tissue = 1e6 * area * of_stent * np.exp(luck.normal(0, OF_SECTIONS))
                torn = max(0.0, injury + luck.normal(0, OF_SCORES / 2))
                grade = int(np.clip(round(inflammation + luck.normal(0, OF_SCORES)), 0, 3))
                numbers = (f"{tissue:.2f}", f"{100 * tissue / lamina:.1f}", f"{torn:.2f}", grade)
                if (pig + 1, artery) != LOST:
                    written.append((f"P{pig + 1}", artery, device, 28, section, *numbers))
    return written


if __name__ == "__main__":
    write_table(OUT, (*COLUMNS, "Inflammation (0-3)"), rows())
