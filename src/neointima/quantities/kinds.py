"""The kinds of quantity that models compute with: a type and its SI unit.

A quantity is a column of shape (cases, 1), or a plain number shared by all cases.
"""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Unit:
    """The SI unit that a field is computed in."""

    symbol: str


Pure = Annotated[Array, Unit("")]
Metres = Annotated[Array, Unit("m")]
Seconds = Annotated[Array, Unit("s")]
PerSecond = Annotated[Array, Unit("1/s")]
PerCubicMetre = Annotated[Array, Unit("1/m**3")]
CubicMetres = Annotated[Array, Unit("m**3")]
MetresPerSecond = Annotated[Array, Unit("m/s")]
SquareMetresPerSecond = Annotated[Array, Unit("m**2/s")]
KilogramsPerMetre = Annotated[Array, Unit("kg/m")]
KilogramsPerMole = Annotated[Array, Unit("kg/mol")]
KilogramsPerCubicMetre = Annotated[Array, Unit("kg/m**3")]
MolesPerCubicMetre = Annotated[Array, Unit("mol/m**3")]
CubicMetresPerMoleSecond = Annotated[Array, Unit("m**3/(mol*s)")]
