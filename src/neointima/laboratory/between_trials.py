"""How far an arm of one trial lies from the same arm of another, beyond the chance of who is enrolled."""

from dataclasses import dataclass

import numpy as np

from neointima.analysis import Summary
from neointima.library import shelf

NAME = "between_trials"


@dataclass(frozen=True, slots=True, kw_only=True)
class BetweenTrials:
    """Moves the summary of an arm by z SDs of what arms of one stent differ by, z a standard normal number.

    Millimetres: mean + ``late_loss`` z. Shares in percent: logit p + ``log_odds`` z, which leaves 0 and 100 % as they
    are and never passes them. Anything else: mean (1 + ``relative`` z). The SD follows the mean: as that of a lot for
    shares, in proportion where the movement is one, as it was for millimetres.
    """

    late_loss: float
    log_odds: float
    relative: float

    def moved(self, arm: Summary, unit: str, luck: float) -> Summary:
        """The ``arm``, its mean in ``unit``, as another trial would have found it; ``luck`` is z."""
        if unit == "mm":
            return arm._replace(mean=arm.mean + self.late_loss * luck)
        if unit == "percent":
            return moved_share(arm, float(np.exp(self.log_odds * luck)))
        ratio = 1 + self.relative * luck
        return arm._replace(mean=arm.mean * ratio, sd=arm.sd * ratio)


def moved_share(arm: Summary, odds: float) -> Summary:
    """A share p in percent with its odds multiplied: q = p ``odds`` / (1 − p + p ``odds``).

    What does not lie between 0 and 100 % has no odds to multiply, and stays.
    """
    share = arm.mean / 100
    if not 0 < share < 1:
        return arm
    moved = share * odds / (1 - share + share * odds)
    return arm._replace(mean=100 * moved, sd=arm.sd * float(np.sqrt(moved * (1 - moved) / (share * (1 - share)))))


def between_trials() -> BetweenTrials:
    """As the library has it."""
    numbers = shelf.load("prediction", NAME).numbers
    return BetweenTrials(
        **{key: float(np.asarray(numbers[f"{NAME}.{key}"].value)) for key in ("late_loss", "log_odds", "relative")}
    )
