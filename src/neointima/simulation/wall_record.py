"""Runs drug through a stented wall and writes down curves, maps and the mesh they lie on."""

from collections.abc import Callable, Sequence

import numpy as np

from neointima.numerics.schedule import DAY, HOUR
from neointima.numerics.transport.advance import Moment
from neointima.numerics.transport.pools import FREE
from neointima.quantities.kinds import Array
from neointima.simulation.recording import PERCENTILES, PROFILE_DAYS, Recording
from neointima.simulation.stented_wall import POOLS, StentedWall

HOURS = (1, 3, 6, 12)
DAYS = (1, 2, 3, 5, 7, 10, 14, 18, 21, 24, 28, 35, 45, 60, 75, 90, 105, 120, 150, 180, 240, 300, 365)
LAYERS = range(3)
# A film has about this many frames, none nearer to a usual day than this in the logarithm of time.
FRAMES, APART = 20, 0.08
Watch = Callable[[float], None]


def times(days: float) -> Array:
    """When curves are read [s]: hours of the first day, days, then weeks and months, and the end."""
    marks = [0.0, *(hour * HOUR for hour in HOURS), *(day * DAY for day in DAYS)]
    marks += [year * 365 * DAY / 2 for year in range(3, 21)]
    return np.array([*(mark for mark in marks if mark < days * DAY), days * DAY])


def film_days(days: float) -> tuple[float, ...]:
    """Days of the frames of a film: even in the logarithm of time, from the first hour, the usual days among them."""
    frames = np.geomspace(1 / 24, days, FRAMES)
    usual = [day for day in PROFILE_DAYS if day < days]
    far = [frame for frame in frames if all(abs(np.log(frame / day)) > APART for day in usual)]
    return tuple(sorted({*usual, *(float(np.round(frame, 3)) for frame in far)}))


def record(
    wall: StentedWall, days: float, *, maps: Sequence[float] = PROFILE_DAYS, watch: Watch | None = None
) -> Recording:
    """Follow the drug for ``days``; maps are kept at the days of ``maps`` and at the end. One case.

    ``watch`` is told each day that is reached.
    """
    transport, now = wall.ready()
    marks = times(days)
    map_days = sorted({float(day) for day in maps if day < days} | {float(days)})
    marks = np.union1d(marks, np.array(map_days) * DAY)
    kept = np.array(map_days) * DAY
    rows, fields = [], []
    for mark in marks:
        now = transport.until(now, float(mark))
        rows.append(_row(wall, now))
        if mark in kept:
            fields.append(_maps(wall, now))
        if watch:
            watch(float(mark) / DAY)
    values = {name: np.stack([np.asarray(row[name]) for row in rows], axis=-1)[None] for name in rows[0]}
    values |= {name: np.stack([field[name] for field in fields])[None] for name in fields[0]}
    values |= {name: array[None] for name, array in _mesh(wall).items()}
    return Recording(marks, np.array(map_days), values, "stented_wall")


def _row(wall: StentedWall, now: Moment) -> dict[str, float | Array]:
    """Curves at one time."""
    volumes, layers = wall.volumes(), wall.layers()
    total = now.pools[:, : volumes.size].sum(axis=0) * volumes
    weights = [np.where(layers == layer, volumes, 0.0) for layer in LAYERS]
    occupancy = wall.occupancy(now)
    return {
        **wall.budget(now),
        "tissue_content": _content(wall, total, volumes),
        "peristrut_content": _content(wall, total * wall.peristrut, volumes * wall.peristrut),
        "highest_free_drug": float(now.pools[FREE, : volumes.size].max()),
        "layer_content": np.array([_content(wall, total * (weight > 0), weight) for weight in weights]),
        "layer_occupancy": np.array([_mean(occupancy, weight) for weight in weights]),
        "occupancy_spread": np.array([_percentiles(occupancy, weight) for weight in weights]),
    }


def _content(wall: StentedWall, amounts: Array, volumes: Array) -> float:
    """Drug per mass of tissue [kg/kg], none where there is no tissue."""
    mass = volumes.sum() * wall.tissue_density
    return float(amounts.sum() * wall.molar_mass / mass) if mass > 0 else 0.0


def _mean(values: Array, weight: Array) -> float:
    return float(values @ weight / weight.sum()) if weight.sum() > 0 else 0.0


def _percentiles(values: Array, weight: Array) -> Array:
    """Values that given percents of the volume stay below."""
    if not weight.sum() > 0:
        return np.zeros(len(PERCENTILES))
    order = np.argsort(values)
    share = np.cumsum(weight[order])
    places = np.searchsorted(share, np.array(PERCENTILES) / 100 * share[-1])
    return values[order][np.minimum(places, values.size - 1)]


def _maps(wall: StentedWall, now: Moment) -> dict[str, Array]:
    """Drug in every cell."""
    cells = wall.lodged.size
    return {name: now.pools[pool, :cells] for name, pool in POOLS.items()} | {"occupancy": wall.occupancy(now)}


def _mesh(wall: StentedWall) -> dict[str, Array]:
    """Where the cells are."""
    ring, sector, piece = np.nonzero(wall.mesh.tissue > 0)
    return {
        "layer": wall.layers().astype(np.float64),
        "cell_volume": wall.volumes(),
        "ring": ring.astype(np.float64),
        "sector": sector.astype(np.float64),
        "slice": piece.astype(np.float64),
        "coating_contact": wall.touched,
        "corner": wall.mesh.shape.nodes,
        "height": wall.mesh.grid.heights,
    }
