"""Two means with one common variance."""

from math import sqrt

from neointima.analysis import Summary
from neointima.analysis.means import arm, contrast
from neointima.analysis.means.contrast import Contrast
from neointima.analysis.statements.null_words import ARMS


def pooled_t(first: Summary, second: Summary, *, names: tuple[str, str] = ARMS) -> Contrast:
    """Student's t: variance ((n₁−1)s₁² + (n₂−1)s₂²)/(n₁+n₂−2). Too sure where the larger arm spreads less."""
    arms = [arm.checked(one, name) for one, name in zip((first, second), names, strict=True)]
    df = sum(one.n - 1 for one in arms)
    variance = sum((one.n - 1) * one.sd**2 for one in arms) / df
    error = sqrt(variance * sum(1 / one.n for one in arms))
    return contrast.checked(Contrast("pooled t", first.mean - second.mean, error, df, names))
