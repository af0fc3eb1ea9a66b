"""Randomised trials of stents with angiography: what each arm lost of its lumen."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from neointima.library.clinical_outcomes import ClinicalOutcome, clinical_outcomes
from neointima.library.shelf import LIBRARY, read_toml, sources
from neointima.mistake import Mistake

PLACE = "networks/in_stent_late_loss.toml"
ENDPOINT = "in_stent_late_lumen_loss"


class StentArm(NamedTuple):
    """One arm: in-stent late lumen loss [mm], patients randomised, and those with angiography (nan where not known).

    ``stent`` is its node in the network; ``device``, ``drug``, ``split`` and ``seen`` are as among the outcomes in
    patients, of which the figures are.
    """

    trial: str
    stent: str
    device: str
    drug: str
    day: int
    mean: float
    sd: float
    n: int
    imaged: float
    seen: str
    split: str
    source: str


@cache
def late_loss_trials() -> tuple[StentArm, ...]:
    """Every arm of the network. They describe trials; nothing of the model is fitted to them here."""
    return tuple(_arm(trial, arm) for trial in read_toml(LIBRARY / PLACE, PLACE)["trial"] for arm in trial["arm"])


def _arm(trial: dict[str, Any], arm: dict[str, Any]) -> StentArm:
    """The figures of an arm from the outcomes in patients, with what the network says of it."""
    told = _outcome(trial.get("of", trial["name"]), arm["arm"], trial["day"])
    imaged = told.n_analysed if np.isfinite(told.n_analysed) else arm.get("imaged", np.nan)
    return StentArm(
        trial=trial["name"],
        stent=arm["stent"],
        device=told.device,
        drug=told.drug,
        day=told.day,
        mean=told.value,
        sd=told.sd,
        n=int(told.n),
        imaged=float(imaged),
        seen=told.seen,
        split=told.split,
        source=_cited(trial),
    )


def _outcome(trial: str, arm: str, day: int) -> ClinicalOutcome:
    sought = (trial, arm, day, ENDPOINT, "de_novo", "")
    for row in clinical_outcomes():
        if (row.trial, row.arm, row.day, row.endpoint, row.lesion, row.subset) == sought:
            return row
    raise Mistake(f"{PLACE} › {trial} › {arm}: no {ENDPOINT} of de novo lesions at day {day} in clinical/outcomes.csv")


def left_out() -> dict[str, str]:
    """Trials of the evidence that are not in the network, and why."""
    return {row["name"]: row["why"] for row in read_toml(LIBRARY / PLACE, PLACE)["left_out"]}


def usual_share_imaged() -> float:
    """Median over trials that say it of patients with angiography among those randomised."""
    arms = [arm for arm in late_loss_trials() if np.isfinite(arm.imaged)]
    trials = dict.fromkeys(arm.trial for arm in arms)
    shares = [
        sum(arm.imaged for arm in arms if arm.trial == name) / sum(arm.n for arm in arms if arm.trial == name)
        for name in trials
    ]
    return float(np.median(shares))


def patients_counted(arm: StentArm, share_imaged: float) -> float:
    """Patients behind the mean of an arm: those with angiography, else ``share_imaged`` of those randomised.

    Counting all who were randomised would make errors too small: between 18 and 88 % of them were imaged where that is
    known.
    """
    if not 0 < share_imaged <= 1:
        raise Mistake(f"a share of patients imaged lies above 0 and up to 1; {share_imaged:g} given")
    return arm.imaged if np.isfinite(arm.imaged) else max(arm.n * share_imaged, 2.0)


def _cited(trial: dict[str, Any]) -> str:
    if trial["source"] not in sources():
        raise Mistake(f"{PLACE} › {trial['name']}: source '{trial['source']}' is not in sources.toml; add it there")
    return trial["source"]
