"""Light through a stained strip of tissue, pixel by pixel, and the slight blur of the lens."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from neointima.instruments.histology.regions import ADVENTITIA, BLANK, MEDIA, STRUT, Regions
from neointima.instruments.histology.territory import Discs, Territory
from neointima.instruments.histology.texture import SIZE, Textures
from neointima.numerics.compiled import compiled
from neointima.quantities.kinds import Array, Numbers
from neointima.simulation.section_snapshot import FIBRIN, MACROPHAGE, REMNANT

Light = NDArray[np.float32]
WHITE = (249.0, 248.0, 247.0)
METAL = (24.0, 24.0, 27.0)
VIGNETTE, UNEVEN = 0.03, 0.07
LAST = SIZE - 1
LN_10 = float(np.log(10))
# Metres to a texel, where each texture is used.
GRAIN, STREAK, STRAND, PATCH = 1.0e-6, 0.9e-6, 1.6e-6, 9e-6
ELASTIC_FIBRE, THIN = 13e-6, 1.1e-6
ASTRAY, RAGGED = 1.6e-6, 0.55e-6


class Makeup(NamedTuple):
    """What the bodies are made of: kind, share of the disc that is cell, and collagen in the rest."""

    kind: Numbers
    share: Array
    collagen: Array


class Scene(NamedTuple):
    """All that is drawn, and the optical density (parts, 3) of a stain; ``centre`` and ``girth`` of the wall in pixels.

    ``pixel`` is in metres.
    """

    regions: Regions
    bodies: Discs
    makeup: Makeup
    textures: Textures
    density: Array
    pixel: float
    centre: tuple[float, float]
    girth: float


class Strip(NamedTuple):
    """The rows from ``top`` on: whose each pixel is, and how dark nuclei and laminae are there."""

    top: int
    land: Territory
    nuclei: Light
    laminae: Light


@compiled
def exposed(scene: Scene, strip: Strip) -> Light:
    """White · 10^(−Σ amount · density) (rows, columns, 3) of a strip."""
    rows, columns = strip.nuclei.shape
    light = np.empty((rows, columns, 3), np.float32)
    parts, (height, width) = np.zeros(6), scene.regions.tissue.shape
    for row in range(rows):
        y = row + strip.top
        for column in range(columns):
            region = scene.regions.tissue[y, column]
            if region == STRUT:
                scratch = 1 + 0.12 * _blend(scene.textures.fibre, y * 0.7, column * 0.7)
                for channel in range(3):
                    light[row, column, channel] = METAL[channel] * scratch
                continue
            bright = 1 - 2 * VIGNETTE * ((column / width - 0.5) ** 2 + (y / height - 0.5) ** 2)
            thick = 0.0
            if region != BLANK:
                _tissue(scene, strip, (row, column, parts))
                y_patch, x_patch = y * scene.pixel / PATCH, column * scene.pixel / PATCH
                thick = LN_10 * (1 + UNEVEN * _blend(scene.textures.cloud, y_patch, x_patch))
            for channel in range(3):
                dark = 0.0
                if region != BLANK:
                    for part in range(6):
                        dark += parts[part] * scene.density[part, channel]
                light[row, column, channel] = WHITE[channel] * bright * np.exp(-dark * thick)
    return light


@compiled
def _tissue(scene: Scene, strip: Strip, where: tuple[int, int, Array]) -> None:
    """How much of each part there is at a pixel of tissue: a body or what lies between, then laminae, then nuclei."""
    row, column, parts = where
    y, textures, pixel = row + strip.top, scene.textures, scene.pixel
    region = scene.regions.tissue[y, column]
    at, beside = _astray(scene, strip, (row, column))
    body = strip.land.owner[at, beside]
    parts[:] = 0.0
    if body >= 0:
        border = strip.land.second[at, beside] - strip.land.nearest[at, beside]
        _body(scene, parts, (body, float(border), beside, at + strip.top))
    elif region == ADVENTITIA:
        _adventitia(scene, parts, (y, column))
    else:
        parts[2], parts[3] = 0.12, 0.9
    if region == MEDIA:
        _elastic_fibres(scene, parts, (y, column))
    nucleus = strip.nuclei[row, column]
    if nucleus > 0:
        parts[0] = nucleus * (1 + 0.16 * _blend(textures.grain, y * pixel / GRAIN, column * pixel / GRAIN))
        parts[1] *= 1 - 0.6 * min(1.0, nucleus)
        parts[2] *= 1 - min(1.0, nucleus)
    parts[4] = max(parts[4], strip.laminae[row, column])


@compiled
def _texel(sheet: Light, y: float, x: float) -> float:
    return sheet[int(np.floor(y)) & LAST, int(np.floor(x)) & LAST]


@compiled
def _blend(sheet: Light, y: float, x: float) -> float:
    """Bilinear between four texels of a sheet that repeats."""
    down, right = np.floor(y), np.floor(x)
    low, left = int(down) & LAST, int(right) & LAST
    high, far = (low + 1) & LAST, (left + 1) & LAST
    v, u = y - down, x - right
    upper = sheet[low, left] * (1 - u) + sheet[low, far] * u
    return upper * (1 - v) + (sheet[high, left] * (1 - u) + sheet[high, far] * u) * v


@compiled
def _depth(sheet: Light, y: float, x: float) -> float:
    """Bilinear between four nodes of a grid that ends."""
    low, left = min(int(y), sheet.shape[0] - 2), min(int(x), sheet.shape[1] - 2)
    v, u = min(1.0, y - low), min(1.0, x - left)
    upper = sheet[low, left] * (1 - u) + sheet[low, left + 1] * u
    return upper * (1 - v) + (sheet[low + 1, left] * (1 - u) + sheet[low + 1, left + 1] * u) * v


@compiled
def _astray(scene: Scene, strip: Strip, where: tuple[int, int]) -> tuple[int, int]:
    """A pixel some micrometres away, so that borders of cells are as uneven as in life."""
    row, column = where
    cloud, grain, pixel = scene.textures.cloud, scene.textures.grain, scene.pixel
    y, x = (row + strip.top) * pixel / RAGGED, column * pixel / RAGGED
    reach = ASTRAY / pixel
    down = _blend(cloud, y, x) + 0.3 * _texel(grain, 2 * y, 2 * x)
    right = _blend(cloud, y + 251, x + 173) + 0.3 * _texel(grain, 2 * y + 251, 2 * x + 173)
    rows, columns = strip.land.owner.shape
    off_row, off_column = max(-2.5, min(2.5, down)) * reach, max(-2.5, min(2.5, right)) * reach
    return (
        min(rows - 1, max(0, row + int(np.rint(off_row)))),
        min(columns - 1, max(0, column + int(np.rint(off_column)))),
    )


@compiled
def _body(scene: Scene, parts: Array, where: tuple[int, float, int, int]) -> None:
    """Cytoplasm in the middle of a body, as much as its share, and matrix around; pale clefts between bodies."""
    i, border, column, row = where
    bodies, pixel = scene.bodies, scene.pixel
    across, down = column + 0.5 - bodies.x[i], row + 0.5 - bodies.y[i]
    u = across * bodies.cosine[i] + down * bodies.sine[i]
    v = down * bodies.cosine[i] - across * bodies.sine[i]
    stretch, radius = bodies.stretch[i], bodies.radius[i]
    fibre = _blend(
        scene.textures.fibre,
        v * pixel / STREAK + 7.3 * bodies.x[i] * pixel * 1e6,
        u * pixel / STREAK + 5.1 * bodies.y[i] * pixel * 1e6,
    )
    q = np.sqrt((u / stretch) ** 2 + (v * stretch) ** 2) / radius
    kind = scene.makeup.kind[i]
    if kind == FIBRIN:
        clot = _blend(scene.textures.fibre, (row + column) * pixel / STRAND, (row - column) * pixel / STRAND)
        parts[5] = max(0.1, 0.8 + 0.22 * clot + 0.1 * fibre) * min(1.0, max(0.1, 0.6 + (1.0 - q) / 0.5 + 0.3 * clot))
        parts[3] = 1 - min(1.0, parts[5])
        return
    share, collagen = scene.makeup.share[i], scene.makeup.collagen[i]
    cell = 0.0
    if kind != REMNANT:
        cell = min(1.0, max(0.0, 0.5 + (1.05 * np.sqrt(share) - q) / 0.7 + 0.2 * fibre))
    cleft = min(1.0, 0.62 + 0.38 * max(0.0, border) / (0.6 * radius * radius))
    foam = 0.55 if kind == MACROPHAGE else 1.0
    parts[1] = cell * foam * cleft * max(0.2, 0.92 + 0.13 * fibre)
    rest = 1 - cell
    parts[2] = rest * collagen * max(0.0, 0.9 + 0.3 * fibre)
    parts[3] = rest * (1 - collagen) * max(0.2, 0.9 + 0.2 * fibre)


@compiled
def _elastic_fibres(scene: Scene, parts: Array, where: tuple[int, int]) -> None:
    """Thin broken lines about every 13 µm between the two laminae."""
    row, column = where
    regions, pixel, textures = scene.regions, scene.pixel, scene.textures
    y, x = row / regions.step, column / regions.step
    within, without = _depth(regions.media_within, y, x), _depth(regions.media_without, y, x)
    cloud = _blend(textures.cloud, row * pixel / 2.5e-6, column * pixel / 2.5e-6)
    thickness = within + without
    lines = np.rint(thickness / ELASTIC_FIBRE)
    phase = within / thickness * lines + 0.16 * cloud if thickness > 0 else 0.5
    line = np.rint(phase)
    # The first and the last line would be the laminae themselves.
    off = abs(phase - line) * ELASTIC_FIBRE if 0 < line < lines else ELASTIC_FIBRE
    if off < THIN:
        is_there = _blend(textures.cloud, row * pixel / 4e-6 + 99, column * pixel / 4e-6 + 41)
        parts[4] = 0.5 * (1 - off / THIN) * min(1.0, max(0.0, is_there + 0.25))
    parts[2] += 0.10


@compiled
def _adventitia(scene: Scene, parts: Array, where: tuple[int, int]) -> None:
    """Wavy bundles of collagen along the wall, with more and wider gaps further out."""
    row, column = where
    regions, pixel, textures = scene.regions, scene.pixel, scene.textures
    y, x = row / regions.step, column / regions.step
    within, without = _depth(regions.adventitia_within, y, x), _depth(regions.adventitia_without, y, x)
    out = within / (within + without) if within + without > 0 else 1.0
    turn = np.arctan2(row - scene.centre[1], column - scene.centre[0]) / (2 * np.pi)
    turns = max(1.0, np.rint(scene.girth * pixel / STRAND / 512))
    along = turn * turns * 512
    cloud = _blend(textures.cloud, along * 0.25 + 3 * within / 9e-6, along * 1.0)
    deep = within / STRAND + 4.0 * cloud * min(1.0, within / 10e-6)
    bundle = 0.8 * _blend(textures.fibre, deep, along) + 0.6 * _blend(textures.fibre, deep * 2.3, along * 2)
    solid = 1.25 - 1.7 * out + 0.75 * bundle
    parts[2] = min(1.0, max(0.0, solid)) * (1.05 - 0.45 * out) * max(0.3, 0.85 + 0.22 * bundle)
    parts[3] = 0.25 * (1 - out)


@compiled
def focused(light: Light, picture: NDArray[np.uint8]) -> None:
    """The weights 1, 2, 1 along both axes; ``light`` has a row more than ``picture`` above and below."""
    rows, columns, channels = picture.shape
    for row in range(rows):
        for column in range(columns):
            left, right = max(0, column - 1), min(columns - 1, column + 1)
            for channel in range(channels):
                total = 0.0
                for line, weight in ((row, 1.0), (row + 1, 2.0), (row + 2, 1.0)):
                    beside = light[line, left, channel] + light[line, right, channel]
                    total += weight * (2 * light[line, column, channel] + beside)
                picture[row, column, channel] = int(min(255.0, total / 16 + 0.5))
