"""The kinds of quantity that models compute with: a type and its SI unit.

A quantity is a column of shape (cases, 1), or a plain number shared by all cases.
"""

from dataclasses import dataclass
from math import inf
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Numbers = NDArray[np.int64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Unit:
    """The SI unit that a field is computed in, and what its values may be besides not negative.

    ``positive`` excludes zero, ``most`` is the largest value, ``many`` asks for a list of numbers.
    """

    symbol: str
    positive: bool = False
    most: float = inf
    many: bool = False


Pure = Annotated[Array, Unit("")]
Share = Annotated[Array, Unit("", most=1.0)]
PartialShare = Annotated[Array, Unit("", most=0.9999)]
Shares = Annotated[Array, Unit("", most=1.0, many=True)]
PositivePure = Annotated[Array, Unit("", positive=True)]
Metres = Annotated[Array, Unit("m", positive=True)]
Seconds = Annotated[Array, Unit("s", positive=True)]
Times = Annotated[Array, Unit("s", many=True)]
PerSecond = Annotated[Array, Unit("1/s")]
PositivePerSecond = Annotated[Array, Unit("1/s", positive=True)]
CubicMetresPerSecond = Annotated[Array, Unit("m**3/s", positive=True)]
PerCubicMetre = Annotated[Array, Unit("1/m**3", positive=True)]
CubicMetres = Annotated[Array, Unit("m**3", positive=True)]
MetresPerSecond = Annotated[Array, Unit("m/s")]
PositiveMetresPerSecond = Annotated[Array, Unit("m/s", positive=True)]
SquareMetresPerSecond = Annotated[Array, Unit("m**2/s", positive=True)]
Pascals = Annotated[Array, Unit("Pa", positive=True)]
PascalSeconds = Annotated[Array, Unit("Pa*s", positive=True)]
KilogramsPerMetre = Annotated[Array, Unit("kg/m")]
KilogramsPerSquareMetre = Annotated[Array, Unit("kg/m**2")]
KilogramsPerMole = Annotated[Array, Unit("kg/mol", positive=True)]
KilogramsPerCubicMetre = Annotated[Array, Unit("kg/m**3", positive=True)]
MolesPerCubicMetre = Annotated[Array, Unit("mol/m**3")]
PositiveMolesPerCubicMetre = Annotated[Array, Unit("mol/m**3", positive=True)]
CubicMetresPerMoleSecond = Annotated[Array, Unit("m**3/(mol*s)")]
