"""The effect each trial found, with its variance."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from neointima.mistake import Mistake
from neointima.quantities.kinds import Array


class Effects(NamedTuple):
    """One entry a trial. ``is_log`` when values are logarithms of ratios; ``left_out`` names trials that say nothing
    of this measure, and ``corrected`` those whose zero cells were filled.
    """

    names: tuple[str, ...]
    value: Array
    variance: Array
    measure: str
    is_log: bool
    left_out: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()


def mean_difference(names: Sequence[str], first: Array, second: Array) -> Effects:
    """First minus second mean, variance s₁²/n₁ + s₂²/n₂; ``first`` and ``second`` have columns mean, SD, n."""
    for arm in (first, second):
        for name, (mean, sd, n) in zip(names, arm, strict=True):
            if not np.isfinite([mean, sd, n]).all() or sd < 0 or n < 2:
                raise Mistake(
                    f"'{name}': a mean, an SD of zero or more and at least two patients are needed in each arm"
                )
    variance = first[:, 1] ** 2 / first[:, 2] + second[:, 1] ** 2 / second[:, 2]
    if np.any(variance == 0):
        raise Mistake(f"'{names[int(np.argmin(variance))]}': both SDs are zero, so the trial would outweigh all others")
    return Effects(tuple(names), first[:, 0] - second[:, 0], variance, "mean difference", is_log=False)
