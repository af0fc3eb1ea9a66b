"""Which way is good: the sentence a non-inferiority test cannot be read without."""

from enum import StrEnum

from neointima.mistake import Mistake


class Direction(StrEnum):
    """Said by the user for every test against a margin; there is no default."""

    HIGHER_IS_WORSE = "higher is worse"
    HIGHER_IS_BETTER = "higher is better"

    def sign(self) -> int:
        """+1 where a larger value harms, so that sign × (first − second) is the harm of the first."""
        return 1 if self is Direction.HIGHER_IS_WORSE else -1


def direction(words: str) -> Direction:
    """The direction that ``words`` state; a Mistake where they state none."""
    try:
        return Direction(words)
    except ValueError:
        known = " or ".join(f"'{one}'" for one in Direction)
        raise Mistake(f"direction: {known} expected, '{words}' given; say which way is good") from None
