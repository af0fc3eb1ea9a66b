"""Null hypotheses in words."""

from math import isfinite

from neointima.analysis.statements.direction import Direction
from neointima.mistake import Mistake

ARMS = ("A", "B")
POINTS = "points"


def checked_margin(margin: float, most: float = float("inf")) -> float:
    """``margin`` if it is a positive number no larger than ``most``."""
    if not (isfinite(margin) and margin > 0):
        raise Mistake(
            f"margin: a positive number expected, {margin:g} given; the direction ('higher is worse') carries the sign"
        )
    if margin >= most:
        raise Mistake(f"margin: a rate differs by less than {most:g}, {margin:g} given; 3.5 points are 0.035")
    return margin


def no_difference(quantity: str, arms: tuple[str, str] = ARMS) -> str:
    """Null of a superiority test."""
    return f"H0: the {quantity} of {arms[0]} equals that of {arms[1]}"


def inferior(quantity: str, margin: float, unit: str, *, direction: Direction, arms: tuple[str, str] = ARMS) -> str:
    """Null of a non-inferiority test: the first arm is worse than the second by the margin or more."""
    side = "above" if direction is Direction.HIGHER_IS_WORSE else "below"
    amount = f"{margin:g} {unit}".strip()
    return f"H0: the {quantity} of {arms[0]} is at least {amount} {side} that of {arms[1]} ({direction})"
