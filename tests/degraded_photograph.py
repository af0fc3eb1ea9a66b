"""Pictures of simulated sections as they come from a real microscope: what the knife, the dye and the camera did.

Every fault comes from a seed. Outlines stay those of the section as it was before the knife: a person who traces it goes
straight over tears and folds.
"""

import io
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter, map_coordinates
from tests.warped_section import warped

from neointima.geometry.section_contours import SectionContours
from neointima.instruments.histology.canvas import Canvas
from neointima.instruments.histology.exposure import WHITE
from neointima.instruments.histology.picture import draw
from neointima.instruments.histology.stains import STAINS, Stain

COARSEST_DRAWN = 2e-6
BLOOD = {"he": (0.12, 0.60, 0.45), "vvg": (0.12, 0.28, 0.75)}
FAT = {"he": (0.05, 0.20, 0.14), "vvg": (0.06, 0.25, 0.18)}
MUSCLE = {"he": (0.12, 0.42, 0.28), "vvg": (0.18, 0.24, 0.38)}


class Faults(NamedTuple):
    """What went wrong. Lengths in metres; shares from 0 to 1; ``tint`` multiplies white, ``dye`` the optical density."""

    pixel: float = 1.5e-6
    bend: float = 0.0
    margins: tuple[float, ...] = (80e-6,) * 4
    dye: tuple[float, ...] = (1.0,) * 3
    folds: int = 0
    tears: int = 0
    lost_struts: float = 0.0
    blood: float = 0.0
    debris: int = 0
    beside: float = 0.0
    blur: float = 0.0
    light: float = 0.0
    tint: tuple[float, ...] = (1.0,) * 3
    noise: float = 0.0
    jpeg: int = 0


class Photograph(NamedTuple):
    """A picture (rows, columns, 3), the canvas that it lies on, and the true outlines [m]."""

    picture: np.ndarray
    canvas: Canvas
    contours: SectionContours
    faults: Faults


def faults(seed, severity=1.0, pixels=(0.7e-6, 1e-6, 1.5e-6, 2e-6, 3e-6, 4e-6)):
    """Faults of one photograph. ``severity`` 0 is clean, 1 what a laboratory would still measure, 4 beyond use."""
    luck, s = np.random.default_rng([7, seed]), severity
    pixel = float(luck.choice(pixels))
    return Faults(
        pixel=pixel,
        bend=min(1.0, s),
        margins=tuple(luck.uniform(60e-6, 60e-6 + 700e-6 * min(1, s), 4).tolist()),
        dye=tuple((np.exp(luck.normal(0, 0.22 * s)) * np.exp(luck.normal(0, 0.06 * s, 3))).tolist()),
        folds=int(luck.poisson(1.2 * s)),
        tears=int(luck.poisson(1.2 * s)),
        lost_struts=float(luck.choice([0.0, 0.15, 0.4, 1.0], p=[0.45, 0.3, 0.15, 0.1])) if s else 0.0,
        blood=float(luck.choice([0.0, luck.uniform(0, 0.5)])) * min(1.0, s),
        debris=int(luck.poisson(12 * s)),
        beside=float(luck.choice([0.0, luck.uniform(0, 0.4)])) * min(1.0, s),
        blur=float(abs(luck.normal(0, 2.2e-6)) * s),
        light=float(luck.uniform(0, 0.25) * s),
        tint=tuple(np.exp(-np.abs(luck.normal(0, 0.06 * s, 3))).tolist()),
        noise=float(luck.uniform(0, 5) * s),
        jpeg=int(luck.choice([0, 95, 80, 60, 35])) if s else 0,
    )


def photograph(snapshot, stain, seed, wrong):
    """The section photographed with the faults ``wrong``; the same each time."""
    luck = np.random.default_rng([11, seed])
    bent = warped(snapshot, luck, wrong.bend) if wrong.bend else snapshot
    finer = max(1, round(wrong.pixel / COARSEST_DRAWN))
    canvas = framed(bent.contours, wrong.pixel / finer, wrong.margins, finer)
    dye = Stain(STAINS[stain].name, STAINS[stain].density * np.array(wrong.dye))
    light = draw(bent, dye, canvas).astype(np.float32) / np.float32(WHITE)
    dark = -np.log10(np.clip(light, 1e-3, 1))
    del light
    view = View(canvas, bent.contours, np.array(WHITE), luck)
    lose_struts(dark, view, wrong.lost_struts)
    for _ in range(wrong.folds):
        fold(dark, view)
    for _ in range(wrong.tears):
        tear(dark, view)
    pour_blood(dark, view, wrong.blood, np.array(BLOOD[stain]) * wrong.dye)
    lay_beside(dark, view, wrong.beside, (np.array(FAT[stain]) * wrong.dye, np.array(MUSCLE[stain]) * wrong.dye))
    scatter_debris(dark, view, wrong.debris)
    picture = exposed(dark, view, wrong, finer)
    coarse = Canvas(wrong.pixel, canvas.origin, *picture.shape[:2])
    return Photograph(picture, coarse, bent.contours, wrong)


class View(NamedTuple):
    canvas: Canvas
    contours: SectionContours
    white: np.ndarray
    luck: np.random.Generator

    def pixels(self, line):
        return self.canvas.to_pixels(line)

    def length(self, metres):
        return metres / self.canvas.pixel

    def inside(self, line, grow=0.0):
        image = Image.new("L", (self.canvas.columns, self.canvas.rows), 0)
        points = self.pixels(line)
        middle = points.mean(axis=0)
        points = middle + (points - middle) * (1 + grow)
        ImageDraw.Draw(image).polygon([tuple(point) for point in points.tolist()], fill=1)
        return np.asarray(image) > 0

    def cloud(self, size):
        """Smooth noise of unit spread with features of ``size`` [m], as float32."""
        step = max(1.0, self.length(size) / 3)
        small = [int(np.ceil(side / step)) + 1 for side in (self.canvas.rows, self.canvas.columns)]
        noise = gaussian_filter(self.luck.standard_normal(small, np.float32), 1.5, mode="wrap")
        whole = Image.fromarray(noise / noise.std())
        return np.asarray(whole.resize((self.canvas.columns, self.canvas.rows), Image.Resampling.BICUBIC))

    def ray(self, line, angle):
        """Where a ray from the middle of the lumen at ``angle`` meets an outline [pixels]."""
        middle = self.pixels(self.contours.internal_lamina).mean(axis=0)
        points = self.pixels(line) - middle
        off = (np.arctan2(points[:, 1], points[:, 0]) - angle + np.pi) % (2 * np.pi) - np.pi
        return middle, float(np.hypot(*points[np.abs(off).argmin()]))


def framed(contours, pixel, margins, finer):
    """A canvas with four margins [m], left, right, top, bottom, whose sides are multiples of ``finer``."""
    points = np.concatenate([contours.outside, contours.external_lamina, *contours.struts])
    low, high = points.min(axis=0), points.max(axis=0)
    left, right, top, bottom = margins
    columns = int(np.ceil((high[0] - low[0] + left + right) / pixel / finer)) * finer
    rows = int(np.ceil((high[1] - low[1] + top + bottom) / pixel / finer)) * finer
    return Canvas(pixel, (float(low[0] - left), float(high[1] + top)), rows, columns)


def lose_struts(dark, view, share):
    """Metal that fell out leaves a pale hole, a little ragged."""
    for strut in view.contours.struts:
        if view.luck.random() < share:
            hole = gaussian_filter(view.inside(strut, 0.04).astype(np.float32), 1.0)[..., None]
            dark[:] = dark * (1 - hole) + 0.012 * hole


def fold(dark, view):
    """A strip across the wall where the section lies double: its own density and that of its neighbour, mirrored."""
    luck = view.luck
    angle = luck.uniform(0, 2 * np.pi)
    middle, inner = view.ray(view.contours.lumen, angle)
    _, outer = view.ray(view.contours.outside, angle)
    start, end = luck.uniform(0.3, 0.9) * inner, luck.uniform(0.8, 1.1) * outer
    half = view.length(luck.uniform(20e-6, 60e-6))
    tilt = angle + luck.normal(0, 0.25)
    at = middle + np.array([np.cos(angle), np.sin(angle)]) * (start + end) / 2
    (row, column), box = local(view, at, (end - start) / 2 + 4 * half)
    across = -(column - at[0]) * np.sin(tilt) + (row - at[1]) * np.cos(tilt)
    along = (column - at[0]) * np.cos(tilt) + (row - at[1]) * np.sin(tilt)
    across = across + 0.4 * half * np.sin(along / half / 2.5 + luck.uniform(0, 6))
    taper = np.clip(1 - (np.abs(along) / ((end - start) / 2)) ** 4, 0, 1)
    within = np.clip(half * taper - np.abs(across) + 0.5, 0, 1)
    far = 2 * across + np.where(across > 0, -1, 1) * 2 * half
    source = [row - far * np.cos(tilt), column + far * np.sin(tilt)]
    for channel in range(3):
        second = map_coordinates(dark[..., channel], source, order=1, mode="constant")
        dark[box][..., channel] += within * second


def tear(dark, view):
    """A white gap with ragged edges, through the whole wall or part of it."""
    luck = view.luck
    angle = luck.uniform(0, 2 * np.pi)
    middle, inner = view.ray(view.contours.lumen, angle)
    _, lamina = view.ray(view.contours.internal_lamina, angle)
    _, outer = view.ray(view.contours.outside, angle)
    start, end = [(0.9 * inner, 1.1 * outer), (0.9 * inner, lamina), (lamina, 1.1 * outer)][luck.integers(3)]
    half = view.length(luck.uniform(6e-6, 30e-6))
    at = middle + np.array([np.cos(angle), np.sin(angle)]) * (start + end) / 2
    (row, column), box = local(view, at, (end - start) / 2 + 8 * half)
    tilt = angle + luck.normal(0, 0.2)
    across = -(column - at[0]) * np.sin(tilt) + (row - at[1]) * np.cos(tilt)
    along = (column - at[0]) * np.cos(tilt) + (row - at[1]) * np.sin(tilt)
    ragged = gaussian_filter(luck.standard_normal(across.shape), 2.5) * 8
    across = across + 0.8 * half * np.sin(along / half / 3 + luck.uniform(0, 6)) + 0.4 * half * ragged
    taper = np.clip(1 - (np.abs(along) / ((end - start) / 2 + 1)) ** 2, 0, 1)
    gap = gaussian_filter(np.clip(half * taper - np.abs(across) + 0.5, 0, 1), 0.7)[..., None]
    # Metal does not tear.
    gap = gap * (dark[box].min(axis=2, keepdims=True) < 0.75)
    dark[box] = dark[box] * (1 - gap) + 0.012 * gap


def pour_blood(dark, view, share, colour):
    """Clots of red cells over about a ``share`` of the lumen, some of them on the wall."""
    if not share:
        return
    lumen = view.inside(view.contours.lumen)
    cloud = view.cloud(250e-6)
    clot = np.clip((cloud - np.quantile(cloud[lumen], 1 - share)) * 12 + 0.5, 0, 1) * lumen
    grain = np.clip(1 + 0.22 * view.cloud(5e-6) + 0.1 * view.cloud(60e-6), 0.2, 2)
    dark += ((clot * grain)[..., None] * colour).astype(np.float32)


def lay_beside(dark, view, share, colours):
    """Fat and muscle that were cut out with the artery, on one side of it."""
    if not share:
        return
    luck, (fat, muscle) = view.luck, colours
    row, column = np.mgrid[: view.canvas.rows, : view.canvas.columns].astype(np.float32)
    middle = view.pixels(view.contours.outside).mean(axis=0)
    angle = luck.uniform(0, 2 * np.pi)
    off = np.abs((np.arctan2(row - middle[1], column - middle[0]) - angle + np.pi) % (2 * np.pi) - np.pi)
    outside = ~view.inside(view.contours.outside)
    reach = np.hypot(row - middle[1], column - middle[0]) / view.length(1e-3)
    where = outside * np.clip((share * np.pi - off + 0.08 * view.cloud(120e-6)) * 12, 0, 1)
    where *= np.clip((2.35 - reach + 0.1 * view.cloud(150e-6)) * 8, 0, 1)
    cells = (np.abs(view.cloud(45e-6)) < 0.16).astype(np.float32)
    kind = view.cloud(300e-6) > 0.3
    streak = np.clip(1 + 0.3 * view.cloud(12e-6), 0.2, 2)
    density = np.where(kind[..., None], streak[..., None] * muscle, gaussian_filter(cells, 1)[..., None] * fat)
    dark += (where[..., None] * density).astype(np.float32)


def scatter_debris(dark, view, number):
    """Specks, and now and then a fibre, anywhere on the slide."""
    luck, image = view.luck, Image.new("L", (view.canvas.columns, view.canvas.rows), 0)
    pen = ImageDraw.Draw(image)
    for _ in range(number):
        x, y = luck.uniform(0, view.canvas.columns), luck.uniform(0, view.canvas.rows)
        size = view.length(luck.exponential(10e-6) + 3e-6)
        if luck.random() < 0.1:
            turn = np.cumsum(luck.normal(0, 0.12, 60)) + luck.uniform(0, 6)
            path = np.cumsum(np.column_stack([np.cos(turn), np.sin(turn)]), axis=0) * view.length(8e-6) + [x, y]
            pen.line([tuple(point) for point in path.tolist()], fill=160, width=max(1, round(view.length(5e-6))))
        else:
            pen.ellipse((x - size, y - size * 0.7, x + size, y + size * 0.7), fill=int(luck.integers(60, 255)))
    dark += (gaussian_filter(np.asarray(image, np.float32), 1.0) / 255 * 0.9)[..., None] * np.float32([0.9, 0.95, 1.0])


def exposed(dark, view, wrong, finer):
    """Blur, light, white balance, noise and compression, at the camera's pixels."""
    luck = view.luck
    light = np.exp(np.clip(dark, 0, 3) * np.float32(-np.log(10)))
    if wrong.blur:
        light = gaussian_filter(light, (*(wrong.blur / view.canvas.pixel,) * 2, 0))
    rows, columns = (length // finer for length in light.shape[:2])
    light = light.reshape(rows, finer, columns, finer, 3).mean(axis=(1, 3))
    y, x = np.mgrid[:rows, :columns] / max(rows, columns) - 0.5
    turn, (dx, dy) = luck.uniform(0, 2 * np.pi), luck.uniform(-0.3, 0.3, 2)
    slope = x * np.cos(turn) + y * np.sin(turn)
    lamp = 1 - wrong.light * (0.5 * (slope + 0.5) + 1.5 * ((x - dx) ** 2 + (y - dy) ** 2))
    light = light * lamp[..., None] * (np.array(wrong.tint) * view.white)
    light += wrong.noise * luck.standard_normal(light.shape) * np.sqrt(np.clip(light, 4, None) / 250)
    picture = np.clip(light + 0.5, 0, 255).astype(np.uint8)
    if not wrong.jpeg:
        return picture
    held = io.BytesIO()
    Image.fromarray(picture).save(held, "JPEG", quality=wrong.jpeg)
    return np.asarray(Image.open(held))


def local(view, at, reach):
    """Rows and columns (two arrays) of the square of pixels around a point, and the slices that cut it out."""
    x, y = np.rint(at).astype(int)
    reach = int(np.ceil(reach))
    rows = slice(max(0, y - reach), min(view.canvas.rows, y + reach + 1))
    columns = slice(max(0, x - reach), min(view.canvas.columns, x + reach + 1))
    return np.mgrid[rows, columns].astype(np.float32), (rows, columns)
