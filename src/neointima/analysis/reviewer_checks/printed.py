"""A number as a paper prints it: rounded, so it stands for a range."""

from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from neointima.mistake import Mistake


class Printed(NamedTuple):
    """The value and the range that rounds to it, both ends included: halves go up in one paper and down in another."""

    text: str
    value: float
    lower: float
    upper: float

    def meets(self, lower: float, upper: float) -> bool:
        """Whether the range from ``lower`` to ``upper`` has anything in common with this one."""
        return lower <= self.upper and self.lower <= upper

    def corners(self) -> tuple[float, float]:
        """Both ends of the range."""
        return self.lower, self.upper


def printed(text: str) -> Printed:
    """The range behind a printed number such as ``15.1``: half a unit of its last digit either way."""
    try:
        value = Decimal(text.strip())
        half = Decimal(1).scaleb(int(value.as_tuple().exponent)) / 2
    except (InvalidOperation, TypeError, ValueError):
        raise Mistake(
            f"'{text}' is not a number as a paper prints it; write it with its digits, such as 15.1"
        ) from None
    return Printed(text.strip(), float(value), float(value - half), float(value + half))


def printed_p(text: str) -> Printed | None:
    """The range behind a printed P, ``<0.001`` included; None where none was printed."""
    words = text.strip().lower().replace("p", "").replace("=", "").strip()
    if words in ("", "n/a", "none", "-"):
        return None
    if words.startswith("<"):
        limit = printed(words[1:]).value
        found = Printed(text.strip(), limit, 0.0, limit)
    else:
        found = printed(words)
    if not 0 <= found.value <= 1:
        raise Mistake(f"P = {text}: a P lies between 0 and 1")
    return found
