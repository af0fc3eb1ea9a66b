"""All compounds of a run fitted together, some parameters common to all."""

from collections.abc import Sequence

import numpy as np

from neointima.analysis.dose_response.choice import nested
from neointima.analysis.dose_response.fit import Fit, fit_shared, observe
from neointima.analysis.dose_response.models import model
from neointima.analysis.dose_response.potency import delta, likelihood
from neointima.laboratory.assay.compound import t_quantile
from neointima.laboratory.assay.potency_rows import Row, potency_row, rises, supported
from neointima.laboratory.assay.studied import Studied

LETTERS = "bcde"
KEY = "shared log_logistic_4"
FLAT = 0.05


def joint_rows(studied: Sequence[Studied], shared: str) -> tuple[list[Row], list[str]]:
    """Potencies from one 4PL for all compounds with ``shared`` letters in common, an F test of sharing, and notes.

    Compounds that are flat or rise are left out; with fewer than two left there is nothing to share.
    """
    used = [one for one in studied if one.result.chosen and not rises(one.result.chosen)]
    if not shared:
        return [], []
    left_out = [f"{one.compound}: flat or rising, left out of the shared fit" for one in studied if one not in used]
    if len(used) < 2:
        return [], [*left_out, "nothing was shared: fewer than two compounds fall with the dose"]
    together, apart = (_together(used, own) for own in ("".join(k for k in LETTERS if k not in shared), LETTERS))
    test = nested(together, apart)
    said = "the compounds do not share them" if test.p < FLAT else "nothing speaks against sharing them"
    note = f"P {test.p:.3g}: {said}" if np.isfinite(test.p) else "no P: no spare observation"
    rows = [Row("all", KEY, f"shared {', '.join(shared)}", test.f, np.nan, np.nan, "F", note, "")]
    for letter in shared:
        value, error = together.written()[f"{letter}:shared"]
        reach = t_quantile(together) * error
        rows.append(Row("all", KEY, letter, value, value - reach, value + reach, "delta", "", ""))
    return rows + [row for one in used for row in _potencies(one, together)], left_out


def _together(used: Sequence[Studied], own: str) -> Fit:
    group = np.repeat(np.arange(len(used)), [one.doses.size for one in used])
    doses, responses = (np.concatenate([getattr(one, name) for one in used]) for name in ("doses", "responses"))
    data = observe(doses, responses, group=group)
    return fit_shared(data, model("4PL"), groups=[one.compound for one in used], own=own)


def _potencies(one: Studied, together: Fit) -> list[Row]:
    rows = []
    for method, how in (("profile", likelihood), ("delta", delta)):
        found = supported(together, one.compound, how(together, one.compound))
        rows.append(potency_row(one.compound, KEY, "relative IC50", found=found, method=method, unit=one.unit))
    return rows
