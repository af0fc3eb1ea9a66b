"""The check of one arm's mean, standard deviation and number."""

from math import isfinite

from neointima.analysis import Summary
from neointima.mistake import Mistake


def checked(arm: Summary, name: str) -> Summary:
    """``arm`` if it says enough to be tested."""
    if not (isfinite(arm.n) and arm.n >= 2):
        raise Mistake(f"{name}: n = {arm.n:g}; at least two values are needed for a spread")
    if not (isfinite(arm.sd) and arm.sd >= 0):
        raise Mistake(f"{name}: SD = {arm.sd:g}; a standard deviation is a number from zero up")
    if not isfinite(arm.mean):
        raise Mistake(f"{name}: the mean is missing")
    return arm
