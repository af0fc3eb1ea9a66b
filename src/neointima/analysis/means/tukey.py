"""Every pair of several groups, with one error for all pairs."""

from collections.abc import Mapping
from itertools import combinations

import numpy as np
from scipy import stats

from neointima.analysis.means.several_groups import Adjusted, checked
from neointima.analysis.statements.finding import Finding
from neointima.analysis.statements.interval import Interval, checked_level
from neointima.analysis.statements.null_words import no_difference
from neointima.quantities.kinds import Array

METHOD = "Tukey-Kramer"


def tukey(groups: Mapping[str, Array], *, level: float = 0.95) -> dict[tuple[str, str], Adjusted]:
    """Second minus first of each pair, P and interval from the studentised range.

    Source: Kramer, Biometrics 1956;12:307.
    """
    found = checked(groups)
    df = sum(one.size for one in found) - len(found)
    variance = sum(float(np.sum((one - one.mean()) ** 2)) for one in found) / df
    far = float(stats.studentized_range.ppf(checked_level(level), len(found), df))
    answer = {}
    for (name, one), (other, two) in combinations(zip(groups, found, strict=True), 2):
        difference, error = float(two.mean() - one.mean()), (variance * (1 / one.size + 1 / two.size) / 2) ** 0.5
        q = difference / error
        p_value = float(stats.studentized_range.sf(abs(q), len(found), df))
        span = Interval(METHOD, difference, difference - far * error, difference + far * error, level)
        null = no_difference("mean", (other, name))
        answer[other, name] = Adjusted(Finding(METHOD, null, difference, q, df, p_value, 2), span)
    return answer
