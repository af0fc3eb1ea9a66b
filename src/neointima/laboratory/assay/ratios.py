"""Potency of each compound over that of a reference, from curves fitted together."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from neointima.analysis.dose_response.fit import Fit, fit_shared, observe
from neointima.analysis.dose_response.models import model
from neointima.analysis.dose_response.potency import (
    INSIDE,
    UNDEFINED,
    Potency,
    likelihood,
    ratio_delta,
    ratio_fieller,
    ratio_likelihood,
)
from neointima.laboratory.assay.normalise import factor_between
from neointima.laboratory.assay.potency_rows import RISES, Row, potency_row, rises, supported
from neointima.laboratory.assay.studied import Studied
from neointima.mistake import Mistake

WAYS = {"profile": ratio_likelihood, "delta": ratio_delta, "Fieller": ratio_fieller}


def ratio_rows(studied: Sequence[Studied], reference: str) -> list[Row]:
    """A ratio with three intervals for each other compound, or a line that says why there is none."""
    against = next((one for one in studied if one.compound == reference), None)
    if against is None:
        return []
    return [row for one in studied if one is not against for row in _ratio(one, against)]


def _ratio(one: Studied, against: Studied) -> list[Row]:
    try:
        together = _together(one, against)
    except Mistake as mistake:
        return [_row(one, against, Potency(np.nan, np.nan, np.nan, UNDEFINED, str(mistake)), method="")]
    names = (one.compound, against.compound)
    return [_row(one, against, _told(way(together, *names)), method=method) for method, way in WAYS.items()]


def _together(one: Studied, against: Studied) -> Fit:
    """4PLs of both; a Mistake where one of the two potencies is no number."""
    factor = factor_between(one.unit, against.unit)
    if factor is None:
        raise Mistake(f"doses in {one.unit or 'no unit'} and in {against.unit or 'no unit'} cannot be compared")
    for each in (one, against):
        if not each.result.chosen:
            raise Mistake(f"{each.compound} is flat")
        if rises(each.result.chosen):
            raise Mistake(f"{each.compound}: {RISES}")
        _demand_number(each.result.chosen, "", each.compound)
    group = np.repeat([0, 1], [one.doses.size, against.doses.size])
    doses = np.append(one.doses * factor, against.doses)
    data = observe(doses, np.append(one.responses, against.responses), group=group)
    together = fit_shared(data, model("4PL"), groups=(one.compound, against.compound))
    for each in (one, against):
        _demand_number(together, each.compound, each.compound)
    return together


def _demand_number(curve: Fit, group: str, compound: str) -> None:
    """A Mistake where the potency is an inequality."""
    found = supported(curve, group, likelihood(curve, group))
    if found.place != INSIDE:
        raise Mistake(f"{compound}: {found.note}")


def _told(found: Potency) -> Potency:
    """A ratio whose interval is open says so."""
    if np.isnan(found.lower) or found.note:
        return Potency(found.estimate, found.lower, found.upper, found.place, found.note or "no interval")
    if found.lower <= 0 or not np.isfinite(found.upper):
        lower = max(found.lower, 0.0)
        return Potency(found.estimate, lower, found.upper, found.place, "open interval: poorly determined")
    return found


def _row(one: Studied, against: Studied, found: Potency, *, method: str) -> Row:
    quantity = f"relative IC50 over that of {against.compound}"
    asked = {each.result.chosen.model.name for each in (one, against) if each.result.chosen}
    if np.isfinite(found.estimate) and asked != {"log_logistic_4"}:
        found = replace(found, note="; ".join(part for part in (found.note, "from free 4PLs of both") if part))
    return potency_row(one.compound, "log_logistic_4", quantity, found=found, method=method, unit="")
