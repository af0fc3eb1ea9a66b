"""A tube of contrast agent fitted to the profiles across it, all rows at once, smooth along it."""

from typing import NamedTuple

import numpy as np

from neointima.numerics.tube_prior import BAND, DENSITY, MIDDLE, RADIUS, UNKNOWNS, Expected, banded_times
from neointima.numerics.tube_profile import shadow
from neointima.quantities.kinds import Array, Marks

ROUNDS, MOST_DAMPING, SETTLED = 25, 1e8, 2e-3
# Residuals beyond this many SDs count less, by Cauchy's weight.
OUTLYING = 3.5
LEAST_RADIUS, LEAST_NOISE = 0.15, 1e-4
VEIL_LIMITS = (0.3, 1.2)


class Profiles(NamedTuple):
    """Logarithm of light across a line, (rows, offsets), where ``seen``; ``aside`` (offsets,) in pixels.

    ``quiet`` (rows, offsets) is 1 over the SD that noise has there, relative to elsewhere. A sample is worth
    ``per_sample`` independent ones.
    """

    light: Array
    seen: Marks
    aside: Array
    quiet: Array
    per_sample: float

    def powers(self) -> Array:
        """1, s and s², scaled to the widest offset, (offsets, 3)."""
        s = self.aside / np.abs(self.aside).max()
        return np.stack([np.ones_like(s), s, s**2], axis=-1)


class State(NamedTuple):
    """Unknowns of all ``rows`` (rows, UNKNOWNS) and of the ``frame``: log blur and the share of light without veil."""

    rows: Array
    frame: Array


class Tube(NamedTuple):
    """The fit: its ``state``, the covariance of radii (rows, rows) and what the light should be, (rows, offsets).

    ``noise`` is the SD of log light in a pixel, ``weight`` (rows, offsets) what robust fitting left of each sample.
    ``settled`` is False where the rounds ran out.
    """

    state: State
    spread: Array
    model: Array
    noise: float
    weight: Array
    settled: bool

    @property
    def middle(self) -> Array:
        return self.state.rows[:, MIDDLE]

    @property
    def radius(self) -> Array:
        return self.state.rows[:, RADIUS]

    @property
    def density(self) -> Array:
        found: Array = np.exp(self.state.rows[:, DENSITY])
        return found

    @property
    def blur(self) -> float:
        return float(np.exp(self.state.frame[0]))


class _Look(NamedTuple):
    """The model at a state, its slopes (rows, offsets, UNKNOWNS + 2), and misfit."""

    state: State
    model: Array
    slopes: Array
    misfit: Array


def fit_tube(profiles: Profiles, state: State, expected: Expected) -> Tube:
    """Least squares with Cauchy weights and Gaussian expectations, by damped Gauss–Newton.

    log light = b0 + b1 s + b2 s² + log(1 − f V), V the shadow of the tube and f the share of light that is not veil.
    """
    both = (expected.penalty(profiles.light.shape[0]), expected)
    look, damping, settled = _look(profiles, state), 1e-3, False
    noise = _noise(profiles, look)
    for _ in range(ROUNDS):
        step = _step(profiles, look, both, noise=noise, damping=damping)
        trial = _look(profiles, _moved(look.state, step, float(np.abs(profiles.aside).max())))
        if _cost(profiles, trial, both, noise=noise) <= _cost(profiles, look, both, noise=noise):
            change = np.abs(trial.state.rows - look.state.rows)[:, [MIDDLE, RADIUS]].max()
            look, damping, noise = trial, max(damping / 8, 1e-9), _noise(profiles, trial)
            settled = bool(change < SETTLED)
        else:
            damping *= 8
            settled = damping > MOST_DAMPING
        if settled:
            break
    weight = _weight(profiles, look, noise)
    spread = _spread(look, weight * profiles.per_sample / noise**2, both)
    return Tube(look.state, spread, look.model, noise, weight, settled)


def _look(profiles: Profiles, state: State) -> _Look:
    rows, (log_blur, share) = state.rows, state.frame
    mu, blur = np.exp(rows[:, DENSITY]), float(np.exp(log_blur))
    aside, powers = np.broadcast_to(profiles.aside, profiles.light.shape), profiles.powers()
    cast = shadow(aside, rows[:, MIDDLE], radius=rows[:, RADIUS], attenuation=mu, blur=blur)
    through = np.maximum(1 - share * cast.lost, 0.02)
    model = rows[:, 3:] @ powers.T + np.log(through)
    slopes = np.empty((*model.shape, UNKNOWNS + 2))
    by = (cast.by_middle, cast.by_radius, cast.by_attenuation * mu[:, None])
    for place, one in zip((MIDDLE, RADIUS, DENSITY, UNKNOWNS), (*by, cast.by_blur * blur), strict=True):
        slopes[..., place] = -share / through * one
    slopes[..., 3:UNKNOWNS] = powers
    slopes[..., UNKNOWNS + 1] = -cast.lost / through
    return _Look(state, model, slopes, np.where(profiles.seen, profiles.light - model, 0.0))


def _noise(profiles: Profiles, look: _Look) -> float:
    return max(1.4826 * float(np.median(np.abs(look.misfit * profiles.quiet)[profiles.seen])), LEAST_NOISE)


def _weight(profiles: Profiles, look: _Look, noise: float) -> Array:
    off = look.misfit * profiles.quiet / (OUTLYING * noise)
    found: Array = profiles.seen * profiles.quiet**2 / (1 + off**2)
    return found


def _moved(state: State, step: State, reach: float) -> State:
    rows, frame = state.rows + step.rows, state.frame + step.frame
    rows[:, RADIUS] = np.clip(rows[:, RADIUS], LEAST_RADIUS, reach)
    frame[1] = np.clip(frame[1], *VEIL_LIMITS)
    return State(rows, frame)


def _normal(slopes: Array, weight: Array, banded: Array) -> tuple[Array, Array, Array]:
    """Normal matrix: of the rows in banded form, rows with frame, and of the frame."""
    own, frame = slopes[..., :UNKNOWNS], slopes[..., UNKNOWNS:]
    weighted = own * weight[..., None]
    blocks = np.matmul(weighted.transpose(0, 2, 1), own)
    band, base = banded.copy(), np.arange(len(slopes)) * UNKNOWNS
    for i in range(UNKNOWNS):
        for j in range(i, UNKNOWNS):
            band[BAND + i - j, base + j] += blocks[:, i, j]
    cross = np.matmul(weighted.transpose(0, 2, 1), frame).reshape(-1, 2)
    return band, cross, np.einsum("nmg,nm,nmh->gh", frame, weight, frame, optimize=True)


Prior = tuple[tuple[Array, Array], Expected]


def _step(profiles: Profiles, look: _Look, prior: Prior, *, noise: float, damping: float) -> State:
    from scipy.linalg import solveh_banded

    (banded, mean), expected = prior
    weight = _weight(profiles, look, noise) * profiles.per_sample / noise**2
    band, cross, square = _normal(look.slopes, weight, banded)
    strength, wanted = expected.of_frame()
    pull = np.einsum("nmi,nm->ni", look.slopes, weight * look.misfit)
    own = pull[:, :UNKNOWNS].ravel() - banded_times(banded, (look.state.rows - mean).ravel())
    overall = pull[:, UNKNOWNS:].sum(axis=0) - strength * (look.state.frame - wanted)
    band[-1] *= 1 + damping
    square = (square + np.diag(strength)) * (1 + damping * np.eye(2))
    solved = solveh_banded(band, np.column_stack([own, cross]))
    frame = np.linalg.solve(square - cross.T @ solved[:, 1:], overall - cross.T @ solved[:, 0])
    return State((solved[:, 0] - solved[:, 1:] @ frame).reshape(look.state.rows.shape), frame)


def _cost(profiles: Profiles, look: _Look, prior: Prior, *, noise: float) -> float:
    """Half the sum of squares, with Cauchy's loss for the light."""
    (banded, mean), expected = prior
    strength, wanted = expected.of_frame()
    off = (look.state.rows - mean).ravel()
    loss = OUTLYING**2 * np.log1p(((look.misfit * profiles.quiet)[profiles.seen] / (OUTLYING * noise)) ** 2).sum()
    pull = off @ banded_times(banded, off) + (strength * (look.state.frame - wanted) ** 2).sum()
    return float(profiles.per_sample * loss + pull) / 2


def _spread(look: _Look, weight: Array, prior: Prior) -> Array:
    """Covariance of the radii, with the frame's unknowns."""
    from scipy.linalg import solveh_banded

    (banded, _), expected = prior
    band, cross, square = _normal(look.slopes, weight, banded)
    rows = look.slopes.shape[0]
    units = np.zeros((rows * UNKNOWNS, rows))
    units[np.arange(rows) * UNKNOWNS + RADIUS, np.arange(rows)] = 1.0
    solved = solveh_banded(band, np.column_stack([units, cross]))
    through = solved[RADIUS::UNKNOWNS, rows:]
    left = square + np.diag(expected.of_frame()[0]) - cross.T @ solved[:, rows:]
    found: Array = solved[RADIUS::UNKNOWNS, :rows] + through @ np.linalg.solve(left, through.T)
    return found
