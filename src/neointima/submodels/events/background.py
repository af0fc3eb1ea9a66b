"""What happens to patients whatever stent they have."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array, PerSecond, Share

YEAR = 365.25 * 86400.0
PROCEDURE = 86400.0


class Lots(NamedTuple):
    """A lot between 0 and 1 for each thing that may happen, shape (patients,)."""

    cardiac_death: Array
    other_death: Array
    procedure: Array
    target_vessel_infarction: Array
    other_infarction: Array
    remote_revascularisation: Array
    new_disease: Array


class Happened(NamedTuple):
    """When [s], ∞ for never, shape (patients,)."""

    cardiac_death: Array
    other_death: Array
    target_vessel_infarction: Array
    other_infarction: Array
    remote_revascularisation: Array
    new_disease: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """Hazards constant in the first year and constant after it; infarction with the procedure is a share of patients.

    T solves ∫ hazard = −ln(1 − lot). ``remote`` is revascularisation of the target vessel away from the lesion,
    ``new_disease_later`` that of the lesion for disease that comes anew after the first year, the same in every stent.
    """

    cardiac_death: PerSecond
    cardiac_death_later: PerSecond
    other_death: PerSecond
    procedure_infarction: Share
    target_vessel_infarction: PerSecond
    target_vessel_infarction_later: PerSecond
    other_infarction: PerSecond
    remote: PerSecond
    remote_later: PerSecond
    new_disease_later: PerSecond

    def happen(self, lots: Lots) -> Happened:
        """What happens to each patient, from his lots."""
        spontaneous = waiting(
            lots.target_vessel_infarction, self.target_vessel_infarction, self.target_vessel_infarction_later
        )
        with_procedure = np.where(lots.procedure < self.procedure_infarction, PROCEDURE, np.inf)
        return Happened(
            waiting(lots.cardiac_death, self.cardiac_death, self.cardiac_death_later),
            waiting(lots.other_death, self.other_death),
            np.minimum(with_procedure, spontaneous),
            waiting(lots.other_infarction, self.other_infarction),
            waiting(lots.remote_revascularisation, self.remote, self.remote_later),
            waiting(lots.new_disease, 0 * self.new_disease_later, self.new_disease_later),
        )


def waiting(lot: Array, hazard: Array, later: Array | None = None) -> Array:
    """Time [s] at which the integral of the ``hazard``, ``later`` after a year, reaches −ln(1 − lot); ∞ for none."""
    later = hazard if later is None else later
    with np.errstate(divide="ignore", invalid="ignore"):
        borne = -np.log1p(-lot)
        in_first_year = borne < hazard * YEAR
        time = np.where(in_first_year, borne / hazard, YEAR + (borne - hazard * YEAR) / later)
    return np.where(np.isnan(time), np.inf, time)
