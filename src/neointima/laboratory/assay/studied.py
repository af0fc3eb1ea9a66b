"""One compound with its wells and its result, as lines of the tables."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from neointima.analysis.dose_response.choice import nested
from neointima.analysis.dose_response.fit import fit_shared, observe
from neointima.analysis.dose_response.models import model
from neointima.laboratory.assay.compound import FLAT, MEANS_DIFFER, Result, t_quantile
from neointima.laboratory.assay.growth import growth_rows
from neointima.laboratory.assay.normalise import Normalised, Well, responses
from neointima.laboratory.assay.potency_rows import Row
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

POINTS = 120
MOST_CURVES = 24


class Studied:
    """One compound: ``doses`` and ``responses`` of its curve, and the ``numbers`` of their wells."""

    def __init__(self, normal: Normalised, compound: str, result: Result) -> None:
        self.normal, self.compound, self.result = normal, compound, result
        self.doses, self.responses, self.numbers = responses(normal.wells, compound, normal.baseline)
        self.unit = unit_of(normal.wells, compound)

    def rows(self) -> list[Row]:
        """All lines of fits.csv, the chosen model first."""
        chosen = self.result.chosen.model.name if self.result.chosen else ""
        lines = sorted(self.result.rows, key=lambda row: row.model != chosen)
        first = Row(self.compound, chosen or "none", "chosen", np.nan, np.nan, np.nan, "AICc", _why(self.result), "")
        more = growth_rows(self.normal.wells, self.compound, self.unit)
        return [first, *lines, *more, *self._effect("plate"), *self._effect("series")]

    def curve(self, doses: Array) -> tuple[Array, Array]:
        """The chosen curve at ``doses`` with the half-width of its 95 % band; the mean where the compound is flat."""
        one = self.result.chosen
        if one is not None:
            return one.predict("", doses), t_quantile(one) * one.band("", doses)
        spread = float(self.responses.std(ddof=1)) / self.responses.size**0.5 if self.responses.size > 1 else np.nan
        return np.full(doses.size, self.responses.mean()), np.full(doses.size, 1.96 * spread)

    def curves(self) -> list[tuple[Any, ...]]:
        """Points of the curve with a 95 % band."""
        positive = self.doses[self.doses > 0]
        grid = np.geomspace(positive.min() / 2, positive.max() * 2, POINTS)
        middle, reach = self.curve(grid)
        name, marked = (self.result.chosen.model.name, "yes") if self.result.chosen else ("mean", "flat")
        lines = zip(grid, middle, middle - reach, middle + reach, strict=True)
        return [(self.compound, name, marked, *(float(value) for value in line)) for line in lines]

    def _effect(self, kind: str) -> list[Row]:
        """Whether plates, or dilution series and replicates, need curves of their own; shared wells have no series."""
        names = [str(getattr(self.normal.wells[n].reading, kind)) for n in self.numbers]
        different = [name for name in dict.fromkeys(names) if name]
        if not 2 <= len(different) <= MOST_CURVES or not self.result.chosen:
            return []
        used = np.array([bool(name) for name in names])
        group = np.array([different.index(name) for name in names if name])
        doses, responses_ = self.doses[used], self.responses[used]
        try:
            apart = fit_shared(observe(doses, responses_, group=group), model("4PL"), groups=different)
            joint = fit_shared(observe(doses, responses_), model("4PL"), groups=("",))
        except Mistake:
            return []
        test = nested(joint, apart)
        plural = "plates" if kind == "plate" else "series or replicates"
        said = f"{plural} differ; read each on its own" if test.p < FLAT else f"{plural} agree"
        said = f"P {test.p:.3g}: {said}" if np.isfinite(test.p) else "no P: no spare observation"
        return [Row(self.compound, "log_logistic_4", f"{kind} effect", test.f, np.nan, np.nan, "F", said, "")]


def unit_of(wells: Sequence[Well], compound: str) -> str:
    """The unit of a compound's doses."""
    return next(one.reading.unit for one in wells if one.reading.role == "sample" and one.reading.compound == compound)


def _why(result: Result) -> str:
    if result.chosen is None:
        flat = next(row.note for row in result.rows if row.quantity == "flat line")
        if flat.startswith("no P"):
            return f"no curve: {flat.removeprefix('no P: ')}"
        return f"no curve: {MEANS_DIFFER}" if MEANS_DIFFER in flat else "no curve: flat, no effect of the dose is shown"
    name = result.chosen.model.name
    if len(result.fits) == 1:
        return f"{name}: the only one tried"
    return f"{name}: least AICc" if result.fits[0] is result.chosen else f"{name}: none is better by 2 of AICc"
