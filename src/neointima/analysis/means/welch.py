"""Two means with unequal variances."""

from math import hypot

from neointima.analysis import Summary
from neointima.analysis.means import arm, contrast
from neointima.analysis.means.contrast import Contrast
from neointima.analysis.statements.null_words import ARMS


def welch(first: Summary, second: Summary, *, names: tuple[str, str] = ARMS) -> Contrast:
    """Error √(s₁²/n₁ + s₂²/n₂), degrees of freedom of Satterthwaite. Source: Welch, Biometrika 1947;34:28."""
    parts = [arm.checked(one, name).error() for one, name in zip((first, second), names, strict=True)]
    error = hypot(*parts)
    spread = sum(part**4 / (one.n - 1) for part, one in zip(parts, (first, second), strict=True))
    df = error**4 / spread if spread else float("nan")
    return contrast.checked(Contrast("Welch t", first.mean - second.mean, error, df, names))
