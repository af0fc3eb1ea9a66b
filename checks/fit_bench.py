"""Fits the three numbers of the plate that no measurement gives, and writes them back into the drug files.

One number, one published figure each: lipid competition at mTORC1 to sirolimus (the middle, on a log scale, of the 1 to
4 nmol/L in which it halves proliferation; it acts from 1.1 nmol/L, Marx 1995), the dose of paclitaxel at the
microtubule to its nominal 2.0 nmol/L (Axel 1997), the reserve of calcineurin to tacrolimus at ten times sirolimus
(Matter 2006). Plates without error, in the design of studies/plate_seven_drugs_3_days.toml. Run with `make fit`; the
record goes to library/checks/fit_bench.csv. Zotarolimus, everolimus and S6K are not fitted.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import tomlkit
from scipy.optimize import brentq

from checks.record import record
from neointima.endpoints.proliferation_ic50 import ProliferationIc50
from neointima.endpoints.s6k_ic50 import S6kIc50
from neointima.laboratory import published
from neointima.laboratory.folder import write_text
from neointima.laboratory.plan import plan
from neointima.laboratory.study import PlateStudy, load
from neointima.library import shelf
from neointima.protocols.cell_assay import CellAssay
from neointima.simulation.recording import Recording

STUDY = Path(__file__).parents[1] / "studies" / "plate_seven_drugs_3_days.toml"
DESIGN = ("culture", "highest_dose", "dilution", "doses", "hours")
# The middle of 1 to 4 nmol/L on a log scale, and the ratio of Matter 2006, whose own doses could not be read.
SIROLIMUS, TACROLIMUS_OVER_SIROLIMUS = 2.0, 10.0
# The middle of 2 to 3 times (Schuler 1997); not fitted.
EVEROLIMUS_OVER_SIROLIMUS = 2.5
MOVED = 0.02
LIMUS = ("sirolimus", "zotarolimus", "everolimus", "biolimus_a9", "novolimus")
ERRORS = ("seeding", "dilution", "dispensing", "plate", "reader")
PERFECT = {f"handling.{name}_spread": 0.0 for name in ERRORS} | {
    "handling.reader_noise": 0.0,
    "handling.edge_loss": 0.0,
    "handling.edge_slowing": 0.0,
}


def plate(drug: str, **conditions) -> Recording:
    """One plate of ``drug`` without any error of handling; ``values`` replace numbers of the library."""
    values = PERFECT | conditions.pop("values", {})
    study = PlateStudy.model_validate(
        {
            "title": "fit",
            "question": "fit",
            "protocol": "cell_assay",
            "seed": 1,
            "arms": {"arm": {"drug": drug} | conditions.pop("arm", {})},
            "conditions": {"plates": 1, **design(), **conditions},
            "compare": [{"endpoint": "proliferation_ic50", "test": "arm_mean", "arms": ["arm"]}],
            "values": {key: line(value) for key, value in values.items()},
        }
    )
    return CellAssay().simulate(plan(study, "fit").batches[0])


def design() -> dict:
    """The plate of the study of seven drugs."""
    conditions = load(STUDY)[1]["conditions"]
    return {key: conditions[key] for key in DESIGN}


def known(study: str, endpoint: str, arm: str) -> float:
    """A published half dose [nmol/L]."""
    return float(published.result(study, endpoint, arm, day=3)["mean"])


def line(value: float | tuple[float, str]) -> dict:
    number, unit = value if isinstance(value, tuple) else (value, "")
    return {"value": number, "unit": unit, "grade": "assumed", "note": "tried by the fit"}


def ic50(drug: str, endpoint: type = ProliferationIc50, **conditions) -> float:
    """Nominal IC50 [nmol/L] of a perfect plate."""
    return float(endpoint().measure(plate(drug, **conditions))[0] * 1e6)


def solve(miss: Callable[[float], float], lower: float, upper: float) -> float:
    """Where the log of simulated over published is zero, to three figures."""
    root = brentq(lambda log: miss(float(np.exp(log))), np.log(lower), np.log(upper), xtol=1e-4)
    return float(f"{np.exp(root):.3g}")


def write_back(drug: str, key: str, value: float, *, fitted: tuple[str, str]) -> None:
    """Put a fitted value into its line, with its grade, its source and what it was fitted to."""
    path = shelf.LIBRARY / "drugs" / f"{drug}.toml"
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    entry = document["target"][key]
    source, what = fitted
    # What was fitted to sirolimus is borrowed by the others.
    is_own = drug not in LIMUS[1:]
    entry["value"], entry["grade"], entry["source"] = value, "fitted" if is_own else "transferred", source
    if not is_own:
        entry["seen"] = "read"
    entry["note"] = f"{entry['note'].split('; fitted')[0]}; fitted to {what} by make fit"
    write_text(path, tomlkit.dumps(document))


def main() -> None:
    before = float(shelf.load("drugs", "sirolimus").numbers["target.lipid_competition"].value)
    paclitaxel = known("axel_1997", "proliferation_ic50", "paclitaxel")
    lipid = solve(lambda x: np.log(ic50("sirolimus", values={"target.lipid_competition": x}) / SIROLIMUS), 1, 1000)
    sirolimus = ic50("sirolimus", values={"target.lipid_competition": lipid})
    half = solve(
        lambda x: np.log(ic50("paclitaxel", values={"target.half_effect": (x, "nmol/L")}) / paclitaxel), 0.01, 10
    )
    reserve = solve(
        lambda x: np.log(ic50("tacrolimus", values={"target.reserve": x}) / sirolimus / TACROLIMUS_OVER_SIROLIMUS),
        0.08,
        5,
    )
    for drug in LIMUS:
        write_back(
            drug, "lipid_competition", lipid, fitted=("marx_1995", "sirolimus at 2 nmol/L, the middle of its 1 to 4")
        )
    write_back("paclitaxel", "half_effect", half, fitted=("axel_1997", "a nominal IC50 of 2.0 nmol/L"))
    write_back("tacrolimus", "reserve", reserve, fitted=("matter_2006", "ten times the IC50 of sirolimus"))
    shelf.load.cache_clear()
    rows = [
        ("number", "lipid_competition", "", lipid),
        ("number", "half_effect [nmol/L]", "", half),
        ("number", "reserve", "", reserve),
        ("fitted", "sirolimus [nmol/L]", SIROLIMUS, ic50("sirolimus")),
        ("fitted", "paclitaxel [nmol/L]", paclitaxel, ic50("paclitaxel")),
        ("fitted", "tacrolimus over sirolimus", TACROLIMUS_OVER_SIROLIMUS, ic50("tacrolimus") / ic50("sirolimus")),
        (
            "not fitted",
            "zotarolimus [nmol/L]",
            known("chen_2007", "proliferation_ic50", "zotarolimus"),
            ic50("zotarolimus"),
        ),
        ("not fitted", "everolimus over sirolimus", EVEROLIMUS_OVER_SIROLIMUS, ic50("everolimus") / ic50("sirolimus")),
        (
            "not fitted",
            "sirolimus, S6K [nmol/L]",
            known("edwards_2007", "s6k_ic50", "sirolimus"),
            ic50("sirolimus", S6kIc50),
        ),
    ]
    record("fit_bench", rows, ("kind", "what", "published", "after"))

    if abs(lipid / before - 1) > MOVED:
        print(f"lipid competition moved from {before:g}: the artery was fitted with the old one, run make fit again")


if __name__ == "__main__":
    main()
