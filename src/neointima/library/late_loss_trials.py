"""Randomised trials of stents with angiography: what each arm lost of its lumen."""

from functools import cache
from typing import NamedTuple

import numpy as np

from neointima.library.shelf import LIBRARY, read_toml, sources
from neointima.mistake import Mistake

PLACE = "networks/in_stent_late_loss.toml"


class StentArm(NamedTuple):
    """One arm: in-stent late lumen loss [mm], patients randomised, and those with angiography (nan where not known).

    ``stent`` is its node in the network; ``split`` and ``seen`` are as for every published result.
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
    """Every arm on the shelf. They describe trials; nothing of the model is fitted to them here."""
    document = read_toml(LIBRARY / PLACE, PLACE)
    return tuple(
        StentArm(
            trial["name"],
            **{key: arm[key] for key in ("stent", "device", "drug", "mean", "sd", "n", "seen")},
            day=trial["day"],
            imaged=float(arm.get("imaged", np.nan)),
            split=trial["split"],
            source=_cited(trial),
        )
        for trial in document["trial"]
        for arm in trial["arm"]
    )


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


def _cited(trial: dict[str, str]) -> str:
    if trial["source"] not in sources():
        raise Mistake(f"{PLACE} › {trial['name']}: source '{trial['source']}' is not in sources.toml; add it there")
    return trial["source"]
