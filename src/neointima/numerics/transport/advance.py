"""Time: second-order steps as long as the error allows, never a negative concentration."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from neointima.numerics.compiled import compiled
from neointima.numerics.linear import GAMMA
from neointima.numerics.transport.network import Network
from neointima.numerics.transport.stage import Stage, Stages
from neointima.quantities.kinds import Array, Marks

REACH = (1 - GAMMA) / GAMMA
# The parabola through the rates at 0, γ and 1 less the method's own weights: what the step got wrong.
_MIDDLE, _END = 1 / (6 * GAMMA * (1 - GAMMA)), (1 / 3 - GAMMA / 2) / (1 - GAMMA)
DOUBT = (1 - _MIDDLE - _END, _MIDDLE - (1 - GAMMA), _END - GAMMA)
FIRST = 60.0
LEAST = 1e-4
SHORTEST = 1e-6
GROWTH, SHRINKAGE, SAFETY = 3.0, 0.2, 0.85


class Moment(NamedTuple):
    """Drug at one time: ``pools`` [mol/m³, (4, cells)], what has ``left`` by each exit and ``broken`` down [mol].

    ``coating`` is the state of whatever feeds the network, ``rate`` how fast each cell's total changes now
    [mol/(m³ s)], ``dt`` the step to try next [s].
    """

    time: float
    pools: Array
    left: Array
    broken: float
    coating: Any
    rate: Array
    dt: float


Feed = Callable[[Any, float], tuple[Any, Array]]
Networks = Callable[[float], Network]


@compiled
def _carry_on(pools, begin, numbers, kind):  # type: ignore[no-untyped-def]
    """Extrapolate ``begin`` through ``pools`` in place, moving drug within a cell where a pool would be impossible.

    False when a cell would hold less than nothing.
    """
    for i in range(pools.shape[1]):
        total = 0.0
        for k in range(4):
            begin[k, i] += REACH * (pools[k, i] - begin[k, i])
            total += begin[k, i]
        if total < 0.0:
            return False
        for k, density in ((1, numbers[kind[i], 0]), (2, numbers[kind[i], 4])):
            over = begin[k, i] - density
            if over > 0.0:
                begin[k, i] -= over
                begin[0, i] += over
        while True:
            least, most = 0, 0
            for k in range(1, 4):
                least = k if begin[k, i] < begin[least, i] else least
                most = k if begin[k, i] > begin[most, i] else most
            if begin[least, i] >= 0.0:
                break
            begin[most, i] += begin[least, i]
            begin[least, i] = 0.0
    return True


class Tried(NamedTuple):
    """A step that was solved: pools at its end, what left and broke in it, the last rate, and what it got wrong.

    ``wrong`` is the error's estimate for each cell [mol/m³].
    """

    pools: Array
    left: Array
    broken: float
    rate: Array
    wrong: Array


class Transport:
    """Drug on a network through time.

    ``networks`` gives the network at a time (the same object while nothing changes); ``feed`` takes a coating and a
    duration and returns the coating after it and the drug [mol, (cells,)] that came in. ``parts`` are groups of cells
    whose content must each be right to ``tolerance`` (share of the content, per step).
    """

    def __init__(
        self, networks: Networks, stages: Stages, *, feed: Feed, parts: tuple[Marks, ...], tolerance: float = 1e-3
    ) -> None:
        self.networks, self.stages, self.feed, self.parts, self.tolerance = networks, stages, feed, parts, tolerance
        self.taken, self.refused = 0, 0

    def start(self, coating: Any, pools: Array) -> Moment:
        """Time zero."""
        exits = len(self.networks(0.0).exits)
        return Moment(0.0, pools, np.zeros(exits), 0.0, coating, np.zeros(pools.shape[1]), FIRST)

    def until(self, now: Moment, end: float) -> Moment:
        """The moment at ``end`` [s]. ArithmeticError when no step, however short, can be solved."""
        while now.time < end:
            # Neither a sliver nor a jump before a time that must be met.
            left = end - now.time
            dt = left if now.dt >= left else min(now.dt, left / np.ceil(left / now.dt - 1e-9))
            now = self._step(now, dt, wanted=now.dt, end=end)
        return now

    def _step(self, now: Moment, dt: float, *, wanted: float, end: float) -> Moment:
        while dt > SHORTEST:
            parts = (1 - GAMMA) * dt, GAMMA * dt
            between, early = self.feed(now.coating, parts[0])
            coating, late = self.feed(between, parts[1])
            sources = early / parts[0], late / parts[1]
            tried = self._second_order(now, sources, dt) or self._first_order(now, sources, dt)
            if tried:
                factor = SAFETY * (1 / max(self._doubt(tried), 1e-9)) ** (1 / 3)
                if factor >= SAFETY * 0.8 or now.time == 0.0:
                    self.taken += 1
                    # A step cut short to meet a time says little about the next one.
                    longest = max(dt * min(factor, GROWTH), min(wanted, dt * factor))
                    time = end if now.time + dt >= end * (1 - 1e-14) else now.time + dt
                    left, broken = now.left + tried.left, now.broken + tried.broken
                    return Moment(time, tried.pools, left, broken, coating, tried.rate, longest)
                dt *= max(factor, SHRINKAGE)
            else:
                dt *= SHRINKAGE
            self.refused += 1
        raise ArithmeticError(
            f"drug transport did not converge at {now.time / 3600:.3g} h, even in steps of {dt:.1g} s"
        )

    def _second_order(self, now: Moment, sources: tuple[Array, Array], dt: float) -> Tried | None:
        """Alexander's SDIRK; none when a stage fails or a cell would go below zero.

        Each stage is fed what comes while it counts, so that all that comes is fed and little of it late.
        """
        a = GAMMA * dt
        first = self._stage(now.pools, now.pools[0], now.time + a, a=a, source=sources[0])
        if first is None:
            return None
        begin = now.pools.copy()
        if not _carry_on(first.pools, begin, self.stages.numbers, self.stages.kind):
            return None
        guess = np.maximum(now.pools[0] + (first.pools[0] - now.pools[0]) / GAMMA, 0.5 * first.pools[0])
        second = self._stage(begin, guess, now.time + dt, a=a, source=sources[1])
        if second is None:
            return None
        rates = [(end - start).sum(axis=0) / a for start, end in ((now.pools, first.pools), (begin, second.pools))]
        wrong = dt * sum(weight * rate for weight, rate in zip(DOUBT, (now.rate, *rates), strict=True))
        return self._tried(first, second, weights=(dt - a, a), rate=rates[1], wrong=wrong)

    def _first_order(self, now: Moment, sources: tuple[Array, Array], dt: float) -> Tried | None:
        """Two backward Euler steps, which never go below zero; half the change of rate is what they get wrong."""
        half = dt / 2
        source = (1 - GAMMA) * sources[0] + GAMMA * sources[1]
        first = self._stage(now.pools, now.pools[0], now.time + half, a=half, source=source)
        second = first and self._stage(first.pools, first.pools[0], now.time + dt, a=half, source=source)
        if first is None or second is None:
            return None
        rates = [
            (end - start).sum(axis=0) / half for start, end in ((now.pools, first.pools), (first.pools, second.pools))
        ]
        return self._tried(first, second, weights=(half, half), rate=rates[1], wrong=half / 2 * (rates[1] - rates[0]))

    def _tried(self, first: Stage, second: Stage, *, weights: tuple[float, float], rate: Array, wrong: Array) -> Tried:
        """The step that two stages make."""
        left = weights[0] * first.left + weights[1] * second.left
        broken = weights[0] * first.broken + weights[1] * second.broken
        return Tried(second.pools, left, broken, rate, wrong)

    def _stage(self, begin: Array, guess: Array, time: float, *, a: float, source: Array) -> Stage | None:
        """A stage of length ``a`` that ends at ``time``."""
        self.stages.refit(self.networks(time))
        amounts = begin.sum(axis=0) * self.stages.network.volumes
        held = [float(amounts[part].sum()) for part in self.parts if part.any()]
        scale = max(min(held), LEAST * max(held), a * float(source.sum()))
        return self.stages.solve(begin, guess, a, source=source, scale=scale)

    def _doubt(self, tried: Tried) -> float:
        """What the step got wrong over what is allowed, the worst of the parts."""
        volumes = self.stages.network.volumes
        wrong, held = np.abs(tried.wrong) * volumes, np.abs(tried.pools).sum(axis=0) * volumes
        worst = max(wrong[part].sum() / max(held[part].sum(), 1e-300) for part in self.parts if part.any())
        return float(worst) / self.tolerance
