"""The only unit conversions in the package."""

from functools import cache
from typing import Any

import numpy as np

from neointima.mistake import Mistake
from neointima.quantities.kinds import Array


@cache
def _registry() -> Any:
    from pint import UnitRegistry

    return UnitRegistry()


@cache
def _factor(unit: str, wanted: str) -> float:
    """How many ``wanted`` one ``unit`` is."""
    from pint import DimensionalityError, UndefinedUnitError
    from pint.errors import DefinitionSyntaxError

    try:
        scale = _registry().Quantity(1.0, unit or "dimensionless").to(wanted or "dimensionless").magnitude
    except DimensionalityError:
        raise Mistake(f"{wanted or 'a pure number'} expected, {unit or 'a pure number'} given") from None
    except (UndefinedUnitError, DefinitionSyntaxError, AttributeError, TypeError, ValueError):
        raise Mistake(f"'{unit}' is not a unit; write for example {wanted or 'percent'}") from None
    return float(scale)


def convert(value: Any, unit: str, wanted: str) -> Array:
    """``value`` in ``unit`` as an array in ``wanted``; a Mistake when the dimensions differ."""
    return np.asarray(value, dtype=np.float64) * _factor(unit, wanted)
