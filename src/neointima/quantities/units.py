"""The only unit conversions in the package."""

import re
from functools import cache
from tokenize import TokenError
from typing import Any

import numpy as np

from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

WRITTEN = re.compile(r"[A-Za-zµ0-9 */().^_-]{0,60}")


@cache
def _registry() -> Any:
    from pint import UnitRegistry

    return UnitRegistry()


@cache
def _factor(unit: str, wanted: str) -> float:
    """How many ``wanted`` one ``unit`` is."""
    from pint import DimensionalityError, UndefinedUnitError
    from pint.errors import DefinitionSyntaxError

    nonsense = (
        UndefinedUnitError,
        DefinitionSyntaxError,
        TokenError,
        AssertionError,
        AttributeError,
        TypeError,
        ValueError,
    )
    try:
        if not WRITTEN.fullmatch(unit):
            raise ValueError(unit)
        scale = _registry().Quantity(1.0, unit or "dimensionless").to(wanted or "dimensionless").magnitude
    except DimensionalityError:
        raise Mistake(f"{wanted or 'a pure number'} expected, {unit or 'a pure number'} given") from None
    except nonsense:
        raise Mistake(f"'{unit}' is not a unit; write for example {wanted or 'percent'}") from None
    return float(scale)


def convert(value: Any, unit: str, wanted: str) -> Array:
    """``value`` in ``unit`` as an array in ``wanted``; a Mistake when the dimensions differ."""
    return np.asarray(value, dtype=np.float64) * _factor(unit, wanted)


def quantity(text: str, wanted: str, *, place: str, example: str, bare: str = "") -> float:
    """A number and its unit in one text, such as '10 ug/mm', in ``wanted``; a bare number is in ``bare``.

    What is no such text is a Mistake that begins with ``place`` and ends with the example.
    """
    # Keyboards have two letters for micro, the unit library knows one.
    number, _, unit = text.strip().replace("\N{GREEK SMALL LETTER MU}", "\N{MICRO SIGN}").partition(" ")
    try:
        return float(convert(float(number), unit.strip() or bare, wanted))
    except ValueError:
        raise Mistake(f"{place}: write a number and its unit, for example '{example}', not {text[:30]!r}") from None
    except Mistake as mistake:
        raise Mistake(f"{place}: {mistake}; write for example '{example}'") from None
