"""What do the files of other laboratories say?

Every reader gives the same record: one Reading for a well of a plate, or for a row of a tidy table.
"""

from math import nan
from typing import NamedTuple

ROLES = ("sample", "vehicle", "untreated", "blank", "time_zero", "empty")
UNITS = ("M", "mM", "uM", "nM", "pM", "ng/mL", "ug/mL", "mg/mL")


class Reading(NamedTuple):
    """One well, or one row of a tidy table, as it was read.

    ``row`` and ``column`` start at 1 and are 0 where the file knows no wells. ``role`` is one of ROLES, ``unit`` one
    of UNITS or '' where the file does not say. ``compound`` is '' where the well serves every compound. ``dose`` and
    ``signal`` are nan where there is none. ``series`` names a dilution series or a replicate. ``control`` and
    ``time_zero`` are the paired signals that tidy tables give in the same row.
    """

    plate: str
    row: int
    column: int
    role: str
    compound: str
    dose: float
    unit: str
    signal: float
    series: str = ""
    control: float = nan
    time_zero: float = nan


class Plates(NamedTuple):
    """What was read, and in plain sentences what was odd, skipped or chosen."""

    readings: tuple[Reading, ...]
    notes: tuple[str, ...]
