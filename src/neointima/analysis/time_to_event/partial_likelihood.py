"""Cox's partial likelihood with Efron's way with ties."""

from typing import NamedTuple

import numpy as np

from neointima.analysis.time_to_event.follow_up import EVENT, FollowUp
from neointima.quantities.kinds import Array, Numbers


class Likelihood(NamedTuple):
    """Log partial likelihood, its slope, and minus its curvature."""

    value: float
    score: Array
    information: Array


class EventTerms(NamedTuple):
    """At each time with events of one stratum, shape (times, columns): the columns of those who had one less what was
    expected (Schoenfeld's residuals, added up over ties), and the variance of that, (times, columns, columns).
    """

    time: Array
    value: float
    residual: Array
    variance: Array


def partial_likelihood(patients: FollowUp, design: Array, beta: Array, *, strata: Numbers) -> Likelihood:
    """Σ over events of xβ − ln(Σ_risk e^xβ − (l/d) Σ_tied e^xβ), l = 0 … d−1 among d tied events.

    ``design`` has shape (patients, columns). Each stratum has its own risk sets.
    Source: Efron, J Am Stat Assoc 1977;72:557.
    """
    groups = [strata == one for one in np.unique(strata)]
    parts = [_of_stratum(patients.only(mine), design[mine], beta) for mine in groups]
    values, scores, informations = zip(*parts, strict=True)
    return Likelihood(float(sum(values)), np.sum(scores, axis=0), np.sum(informations, axis=0))


def _of_stratum(patients: FollowUp, design: Array, beta: Array) -> Likelihood:
    if not np.any(patients.cause == EVENT):
        return Likelihood(0.0, np.zeros(beta.size), np.zeros((beta.size, beta.size)))
    terms = event_terms(patients, design, beta)
    return Likelihood(terms.value, terms.residual.sum(axis=0), terms.variance.sum(axis=0))


def event_terms(patients: FollowUp, design: Array, beta: Array) -> EventTerms:
    """What each time with events adds to the likelihood, its slope and its curvature; there must be an event."""
    order = np.argsort(-patients.time, kind="stable")
    time, dead, x = patients.time[order], patients.cause[order] == EVENT, design[order]
    log_risk = x @ beta
    risk = np.exp(log_risk)
    times, group = np.unique(time[dead], return_inverse=True)
    tied = np.bincount(group)
    last = np.searchsorted(-time, -times, side="right") - 1
    # Efron: the l-th of d tied events meets a risk set that has lost l/d of the tied ones.
    starts = np.concatenate(([0], np.cumsum(tied)[:-1]))
    rank = np.arange(group.size) - np.repeat(starts, tied)
    whose, lost = np.repeat(np.arange(times.size), tied), rank / np.repeat(tied, tied)

    def left(weighted: Array) -> Array:
        """Sum over those at risk for each event, less the share lost to ties."""
        at_risk = np.cumsum(weighted, axis=0)[last]
        falling = np.zeros((times.size, *weighted.shape[1:]))
        np.add.at(falling, group, weighted[dead])
        shape = (-1,) + (1,) * (weighted.ndim - 1)
        return at_risk[whose] - lost.reshape(shape) * falling[whose]

    zeroth = left(risk)
    mean = left(risk[:, None] * x) / zeroth[:, None]
    second = left(risk[:, None, None] * x[:, :, None] * x[:, None, :]) / zeroth[:, None, None]
    residual, variance = np.zeros((times.size, beta.size)), np.zeros((times.size, beta.size, beta.size))
    np.add.at(residual, group, x[dead])
    np.subtract.at(residual, whose, mean)
    np.add.at(variance, whose, second - mean[:, :, None] * mean[:, None, :])
    return EventTerms(times, float(log_risk[dead].sum() - np.log(zeroth).sum()), residual, variance)
