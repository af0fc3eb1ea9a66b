"""A well and the culture in it, as the protocol lays it down."""

from dataclasses import dataclass

from neointima.quantities.kinds import CubicMetres, PositivePure, Pure, Seconds, Share

# What a well is for, as numbers that a recording can hold.
BLANK, VEHICLE, UNTREATED, DOSED = 1.0, 2.0, 3.0, 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dish:
    """Cells and medium of a well; a ``confluent`` well stops growth, and a solvent takes ``vehicle_slowing`` of it."""

    cells_per_well: PositivePure
    volume: CubicMetres
    adhesion: Seconds
    stimulus: Pure
    confluent: PositivePure
    vehicle_slowing: Share
    protein_read: Seconds
