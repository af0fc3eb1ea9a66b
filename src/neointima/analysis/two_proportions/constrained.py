"""Maximum-likelihood rates of two arms when their difference, ratio or odds ratio is fixed."""

from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array


class Rates(NamedTuple):
    """The most likely rates of both arms under the constraint."""

    first: Array
    second: Array


def at_difference(events: tuple[Array, Array], n: tuple[float, float], difference: float | Array) -> Rates:
    """p₁ − p₂ = δ: the middle root of the cubic L₃p³ + L₂p² + L₁p + L₀ = 0 in closed form.

    ``events`` may be arrays and need not be whole. Source: Farrington & Manning, Stat Med 1990;9:1447 (appendix);
    Miettinen & Nurminen, Stat Med 1985;4:213.
    """
    (x1, x2), (n1, n2), d = (np.asarray(one, float) for one in events), n, np.asarray(difference, float)
    theta, p1, p2 = n2 / n1, x1 / n1, x2 / n2
    # Cubic of the first rate: a p³ + b p² + c p + e = 0.
    a = 1 + theta
    b = -(1 + theta + p1 + theta * p2 + d * (theta + 2))
    c = d**2 + d * (2 * p1 + theta + 1) + p1 + theta * p2
    e = -p1 * d * (1 + d)
    v = (b / (3 * a)) ** 3 - b * c / (6 * a**2) + e / (2 * a)
    u = np.sqrt(np.maximum((b / (3 * a)) ** 2 - c / (3 * a), 0.0)) * np.where(v > 0, 1.0, -1.0)
    cosine = np.divide(v, u**3, out=np.zeros(np.broadcast(v, u).shape), where=np.abs(u) > 1e-150)
    angle = (np.pi + np.arccos(np.clip(cosine, -1.0, 1.0))) / 3
    first = np.clip(2 * u * np.cos(angle) - b / (3 * a), np.maximum(d, 0.0), np.minimum(1 + d, 1.0))
    return Rates(first, np.clip(first - d, 0.0, 1.0))


def at_ratio(events: tuple[Array, Array], n: tuple[float, float], ratio: float | Array) -> Rates:
    """p₁ = θ p₂: the smaller root of a quadratic. Source: Koopman, Biometrics 1984;40:513."""
    (x1, x2), (n1, n2), theta = (np.asarray(one, float) for one in events), n, np.asarray(ratio, float)
    a, b, c = (n1 + n2) * theta, n1 * theta + x1 + n2 + x2 * theta, x1 + x2
    second = np.clip(2 * c / (b + np.sqrt(np.maximum(b**2 - 4 * a * c, 0.0))), 0.0, 1.0)
    return Rates(np.clip(theta * second, 0.0, 1.0), second)


def at_odds_ratio(events: tuple[Array, Array], n: tuple[float, float], odds_ratio: float | Array) -> Rates:
    """p₁q₂/(q₁p₂) = ψ: the positive root of a quadratic. Source: Miettinen & Nurminen, Stat Med 1985;4:213."""
    (x1, x2), (n1, n2), psi = (np.asarray(one, float) for one in events), n, np.asarray(odds_ratio, float)
    m = x1 + x2
    a, b = n2 * (psi - 1), n1 * psi + n2 - m * (psi - 1)
    second = np.clip(2 * m / (b + np.sqrt(np.maximum(b**2 + 4 * a * m, 0.0))), 0.0, 1.0)
    return Rates(psi * second / (1 + second * (psi - 1)), second)
