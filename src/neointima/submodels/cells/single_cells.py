"""Smooth muscle cells one by one: each waits for its own events, at the rates of the population."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from neointima.numerics.compiled import compiled
from neointima.quantities.kinds import Array, Marks, Numbers, Seconds
from neointima.submodels.cells.smooth_muscle import SG2M, SmoothMuscle

CYCLE, REST, DEATH, MOVE = range(4)
_GOLDEN, _LEFT, _RIGHT = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD1B54A32D192ED03), np.uint64(0x8CB92BA72F3D8DD7)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11, _ONE = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11), np.uint64(1)

Keys = NDArray[np.uint64]


class Lives(NamedTuple):
    """One entry for each body, shape (bodies,); ``clocks`` (bodies, 4) is the hazard each can still bear.

    ``key`` makes a cell's luck its own and its daughters' after it; ``draws`` counts what it has drawn. ``alive`` marks
    muscle cells, ``neointimal`` those that left the media, ``synthetic`` those that left the contractile state.
    ``rested`` [s] is time since the cell last cycled or moved.
    """

    key: Keys
    draws: NDArray[np.uint64]
    alive: Marks
    neointimal: Marks
    synthetic: Marks
    phase: Numbers
    rested: Array
    clocks: Array


class Told(NamedTuple):
    """What each body is told, shape (bodies,): growth factor drive, passage through G1, block of mitosis, and the drive
    of migration. Crowded cells are told neither growth nor passage.
    """

    growth: Array
    passage: Array
    mitosis_block: Array
    migration: Array


class Lived(NamedTuple):
    """Bodies after a step; ``source`` is the row each was or came from, the rest marks rows of ``lives``.

    ``born`` marks both daughters of a division, ``died`` and ``left`` (for the neointima) what happened in the step.
    """

    lives: Lives
    source: Numbers
    born: Marks
    died: Marks
    left: Marks


@compiled
def _mixed(z):  # type: ignore[no-untyped-def]
    """SplitMix64: 64 bits that look like chance (Steele, Lea and Flood 2014)."""
    z = (z ^ (z >> _S30)) * _FIRST
    z = (z ^ (z >> _S27)) * _SECOND
    return z ^ (z >> _S31)


@compiled
def _drawn(key, draw):  # type: ignore[no-untyped-def]
    """Draw number ``draw`` of a key, between 0 and 1."""
    return (float(_mixed(key + (draw + _ONE) * _GOLDEN) >> _S11) + 0.5) * 2.0**-53


@compiled
def draw_all(keys, draw, out):  # type: ignore[no-untyped-def]
    """The same draw of every key."""
    for i in range(keys.size):
        out[i] = _drawn(keys[i], np.uint64(draw))


@compiled
def _renew(i, first, last, key, draws, clocks):  # type: ignore[no-untyped-def]
    for k in range(first, last):
        clocks[i, k] = -np.log(_drawn(key[i], draws[i]))
        draws[i] += _ONE


@compiled
def _next(i, left, rates, phase, neointimal, clocks):  # type: ignore[no-untyped-def]
    """Which event comes first to a cell within ``left`` [s], or none (−1), and when; its clocks run until then."""
    cycle, rest, death, move = 0.0, 0.0, rates[4], 0.0
    if phase[i] == 0:
        cycle = rates[0]
    elif phase[i] == 1:
        cycle, rest = rates[1], rates[2]
    else:
        cycle, death = rates[3], rates[4] + rates[6]
    if phase[i] != 2 and not neointimal[i]:
        move = rates[5]
    first, kind = left, -1
    for k, rate in ((0, cycle), (1, rest), (2, death), (3, move)):
        if clocks[i, k] < rate * first:
            first, kind = clocks[i, k] / rate, k
    for k, rate in ((0, cycle), (1, rest), (2, death), (3, move)):
        clocks[i, k] = max(clocks[i, k] - rate * first, 0.0)
    return kind, first


@compiled
def _happens(i, kind, alive, neointimal, synthetic, phase):  # type: ignore[no-untyped-def]
    """What an event short of division does to a cell."""
    if kind == 2:
        alive[i] = False
    elif kind == 3:
        neointimal[i], synthetic[i], phase[i] = True, True, 1
    elif kind == 1:
        phase[i] = 0
    else:
        phase[i] += 1
        synthetic[i] = True


@compiled
def _live(n, dt, rates, key, draws, alive, neointimal, synthetic, phase, rested, clocks, source, events, left):  # type: ignore[no-untyped-def]
    """Let every body live dt [s] in place; bodies after them are daughters. Their number, or -1 when they do not fit.

    ``rates`` (rows, 7) [1/s]: activation, passage, return to rest, division, death, migration, and the death of a
    blocked mitosis. ``events`` marks birth, death and leaving.
    """
    i = 0
    while i < n:
        while alive[i] and left[i] > 0.0:
            kind, first = _next(i, left[i], rates[source[i]], phase, neointimal, clocks)
            left[i] -= first
            rested[i] = rested[i] + first if phase[i] == 0 else 0.0
            if kind == -1:
                break
            if kind != 0 or phase[i] < 2:
                _happens(i, kind, alive, neointimal, synthetic, phase)
                if kind >= 2:
                    events[kind - 1, i] = True
                if kind != 2:
                    _renew(i, 0, 2, key, draws, clocks)
                continue
            if n == key.size:
                return -1
            j, n = n, n + 1
            key[j], key[i] = _mixed(key[i] ^ _RIGHT), _mixed(key[i] ^ _LEFT)
            for one in (i, j):
                draws[one], phase[one], rested[one], alive[one] = 0, 1, 0.0, True
                synthetic[one], neointimal[one], source[one], left[one] = True, neointimal[i], source[i], left[i]
                events[0, one] = True
                _renew(one, 0, 4, key, draws, clocks)
        i += 1
    return n


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleCells:
    """Every cell of ``muscle`` waits for its events: exponential waits at the rates of the population, exact in a step.

    An event comes when the hazard since the last one, ∫ rate dt, passes a threshold drawn from −ln U. The draw depends
    on the cell's ancestry and on how often it drew, so two arms that share keys share their luck (Anderson and Higham
    2012). After ``contractile_return`` [s] of healing at rest a cell is contractile again.
    """

    muscle: SmoothMuscle
    contractile_return: Seconds

    def start(self, keys: Keys, alive: Marks) -> Lives:
        """Quiescent, contractile media cells where ``alive``."""
        n = keys.size
        clocks, draw = np.empty((n, 4)), np.empty(n)
        for k in range(4):
            draw_all(keys, k, draw)
            clocks[:, k] = -np.log(draw)
        no, zero = np.zeros(n, dtype=bool), np.zeros(n, dtype=np.int64)
        draws = np.full(n, 4, dtype=np.uint64)
        return Lives(keys.copy(), draws, alive.copy(), no, no.copy(), zero, np.zeros(n), clocks)

    def step(self, lives: Lives, told: Told, dt: float) -> Lived:
        """Advance by dt [s] of biological time."""
        n, rates = lives.key.size, self._rates(lives, told)
        room = n + n // 8 + 64
        while True:
            rows = Lives._make(_with_room(each, room) for each in lives)
            source = np.concatenate([np.arange(n), np.zeros(room - n, dtype=np.int64)])
            events = np.zeros((3, room), dtype=bool)
            after = _live(n, float(dt), rates, *rows, source, events, np.full(room, float(dt)))
            if after >= 0:
                break
            room *= 2
        grown = Lives._make(each[:after] for each in rows)
        calm = grown.rested > float(self.contractile_return)
        return Lived(grown._replace(synthetic=grown.synthetic & ~calm), source[:after], *events[:, :after])

    def _rates(self, lives: Lives, told: Told) -> Array:
        """Rates of each body [1/s], shape (bodies, 7); the last is the death of a blocked mitosis."""
        muscle = self.muscle
        answer = np.where(lives.neointimal, 1.0, muscle.media_response)
        return np.column_stack(
            [
                muscle.activation_rate * told.growth * answer,
                muscle.passage_rate * told.passage,
                muscle.return_rate * (1 - told.passage),
                muscle.division_rate * (1 - told.mitosis_block),
                np.full(answer.shape, float(muscle.death_rate)),
                muscle.migration_rate * told.migration,
                muscle.mitotic_death * told.mitosis_block,
            ]
        )


def _with_room(rows: NDArray, room: int) -> NDArray:  # type: ignore[type-arg]
    """A copy of ``rows`` with empty ones after it, ``room`` in all."""
    longer = np.zeros((room, *rows.shape[1:]), dtype=rows.dtype)
    longer[: len(rows)] = rows
    return longer


def is_cycling(lives: Lives) -> Marks:
    """PCNA-positive muscle cells: those in S/G2/M."""
    return lives.alive & (lives.phase == SG2M)
