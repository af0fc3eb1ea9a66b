"""A stented pig coronary drawn by hand, not simulated: layers filled with jittered hexagons of bodies."""

import numpy as np

from neointima.geometry.section_contours import SectionContours
from neointima.simulation.section_snapshot import (
    FIBRIN,
    G1,
    MACROPHAGE,
    MEDIA,
    MUSCLE,
    NEOINTIMA,
    QUIESCENT,
    REMNANT,
    SG2M,
    Snapshot,
)

IEL, MEDIA_THICK, ADVENTITIA_THICK, LUMEN = 1.57e-3, 0.18e-3, 0.15e-3, 1.15e-3
STRUTS, STRUT, PRESSED = 10, 140e-6, 110e-6
TORN = (1, 4, 5)


def drawn_section(scale=1.0, struts=STRUTS, seed=3):
    """A Snapshot whose radii are ``scale`` times those of a 3 mm artery; struts and bodies keep their size."""
    luck = np.random.default_rng(seed)
    angles = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    places = (np.arange(struts) + 0.15 * luck.standard_normal(struts)) * 2 * np.pi / max(struts, 1) + 0.2
    off = np.abs((angles[:, None] - places + np.pi) % (2 * np.pi) - np.pi) * IEL * scale
    dent = np.exp(-((np.maximum(off - 0.35 * STRUT, 0) / 90e-6) ** 2)).max(axis=1, initial=0.0)
    iel = IEL * scale + PRESSED * dent
    eel = (IEL + MEDIA_THICK) * scale + 0.45 * PRESSED * dent
    lumen = scale * LUMEN * (1 + 0.035 * np.sin(3 * angles + 1) + 0.02 * np.sin(7 * angles) - 0.02 * dent)
    outside = eel + ADVENTITIA_THICK * (1 + 0.15 * np.sin(5 * angles))
    boxes = tuple(box(IEL * scale + PRESSED - STRUT / 2 - 8e-6, place) for place in places)
    contours = SectionContours(*(around(radius, angles) for radius in (lumen, iel, eel, outside)), boxes)
    torn = (off < 0.55 * STRUT)[:, [number for number in TORN if number < struts]].any(axis=1)
    bare = (angles > 2.5) & (angles < 3.3)
    return Snapshot(
        28.0,
        contours,
        *bodies(contours, angles, places, luck),
        angles,
        ~bare,
        torn,
        np.where(np.isin(np.arange(struts), TORN), 2, 1),
    )


def bodies(contours, angles, places, luck):
    reach = np.hypot(*contours.outside.T).max()
    lumen, iel, eel = (np.hypot(*line.T) for line in contours[:3])
    media = between(hexagons(10e-6, reach, luck), angles, iel + 5e-6, eel - 5e-6)
    neo = between(hexagons(11e-6, reach, luck), angles, lumen + 6e-6, iel - 5e-6)
    centres = [strut.mean(axis=0) for strut in contours.struts]
    guests = [np.empty((0, 2))] * 2
    if centres:
        guests = [
            np.concatenate([scattered(one, spread, number, luck) for one in centres])
            for spread, number in ((58e-6, 60), (22e-6, 20))
        ]
        guests = [between(each, angles, lumen + 6e-6, eel - 5e-6) for each in guests]
        guests = [clear(each, centres, STRUT / 2 + 3e-6) for each in guests]
        media, neo = (clear(each, centres, STRUT / 2 + 2e-6) for each in (media, neo))
        far = np.concatenate(guests)
        media, neo = (
            each[(np.hypot(*(each[:, None] - far).T).min(axis=0) > 9e-6)] if len(far) else each for each in (media, neo)
        )
    macrophages, fibrin = guests
    counts = [len(each) for each in (media, neo, macrophages, fibrin)]
    n = sum(counts)
    position = np.concatenate([media, neo, macrophages, fibrin])
    which = np.repeat([0, 1, 2, 3], counts)
    radius = np.choose(which, [10e-6, 11e-6, 6.5e-6, 10e-6]) * (1 + 0.05 * luck.standard_normal(n))
    kind = np.choose(which, [MUSCLE, MUSCLE, MACROPHAGE, FIBRIN])
    kind = np.where((which == 1) & (luck.random(n) < 0.02), REMNANT, kind)
    layer = np.where(position_outside(position, angles, iel), MEDIA, NEOINTIMA)
    depth = np.interp(np.arctan2(*position.T[::-1]) % (2 * np.pi), angles, lumen, period=2 * np.pi)
    inner = np.clip((np.hypot(*position.T) - depth) / 300e-6, 0, 1)
    synthetic = (which == 1) & (luck.random(n) < 0.75 - 0.4 * inner)
    phase = np.where(
        (which == 1) & (luck.random(n) < 0.06), SG2M, np.where((which == 1) & (luck.random(n) < 0.1), G1, QUIESCENT)
    )
    matrix = np.where(which == 0, 0.25, np.where(which == 1, 0.45 + 0.15 * inner, 0.0))
    collagen = np.where(which == 0, 0.5, 0.15 + 0.55 * inner)
    return position, radius, kind, layer, phase, matrix, collagen, synthetic


def around(radius, angles):
    return np.column_stack([radius * np.cos(angles), radius * np.sin(angles)])


def box(radius, angle):
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * STRUT / 2 + [radius, 0]
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return corners @ turn.T


def hexagons(radius, reach, luck):
    """Middles of a jittered hexagonal packing in which each has the area of a disc of ``radius``."""
    side = radius * np.sqrt(2 * np.pi / np.sqrt(3))
    columns, rows = np.arange(-reach, reach, side), np.arange(-reach, reach, side * np.sqrt(3) / 2)
    grid = np.stack(np.meshgrid(columns, rows), axis=-1)
    grid[1::2, :, 0] += side / 2
    return grid.reshape(-1, 2) + 0.2 * side * luck.standard_normal((grid.size // 2, 2))


def between(points, angles, low, high):
    turn, far = np.arctan2(*points.T[::-1]) % (2 * np.pi), np.hypot(*points.T)
    ends = (np.interp(turn, angles, line, period=2 * np.pi) for line in (low, high))
    return points[(far > next(ends)) & (far < next(ends))]


def position_outside(points, angles, line):
    return np.hypot(*points.T) > np.interp(np.arctan2(*points.T[::-1]) % (2 * np.pi), angles, line, period=2 * np.pi)


def clear(points, centres, half):
    """Points that lie in no strut."""
    for centre in centres:
        turn = np.arctan2(centre[1], centre[0])
        turned = (points - centre) @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        points = points[np.abs(turned).max(axis=1) > half]
    return points


def scattered(centre, spread, number, luck):
    """Points around a strut, at a distance from its edge that is exponential with ``spread``, none closer than 9 µm."""
    kept = []
    while len(kept) < number:
        angle = luck.uniform(0, 2 * np.pi)
        edge = STRUT / 2 / max(abs(np.cos(angle)), abs(np.sin(angle)))
        point = centre + (edge + 6e-6 + luck.exponential(spread)) * np.array([np.cos(angle), np.sin(angle)])
        if all(np.hypot(*(point - other)) > 9e-6 for other in kept):
            kept.append(point)
    return np.array(kept)
