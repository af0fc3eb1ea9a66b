"""Rendered angiograms on seeds that no constant was chosen on. Limits of 0.05 mm are those of the issue.

Constants were chosen on seeds 0 to 7, and how sharp turns widen the stated error on 4000 to 4007; these are 3000 and
up. ``noise`` is the SD of a pixel at full light, as a share of it. Places beside which a branch or another vessel lies
are marked by the method and counted apart. Of pixels of 0.25 mm every diameter was expected within the limit, and that
expectation stands although it failed.
"""

from functools import cache

import numpy as np
import pytest
from tests.instruments.angiogram.phantoms import errors_of, phantom

WITHIN = 0.05
# Four standard errors below the limit: what the method itself calls known.
SURE = WITHIN / 4
SEEDS = range(3000, 3012)
BLUR = 0.15
KINDS = {
    "3.0 to 1.2 mm": {},
    "4.0 to 2.0 mm": {"reference": 4.0, "least": 2.0},
    "2.0 mm": {"reference": 2.0, "least": 2.0},
    "1.2 mm": {"reference": 1.2, "least": 1.2, "has_branch": False},
    "3.0 to 0.5 mm": {"least": 0.5},
    "0.5 mm, blur known": {"reference": 0.5, "least": 0.5, "has_branch": False},
    "pixels of 0.1 mm": {"pixel": 0.1},
    "pixels of 0.25 mm": {"pixel": 0.25},
    "pixels of 0.3 mm": {"pixel": 0.3},
    "strong bends": {"bend": 2.0},
    "ellipse of 0.8": {"aspect": 0.8},
    "lesion of 6 mm": {"length": 6.0},
    "lesion of 4 mm": {"length": 4.0},
    "blur of 0.25 mm": {"blur": 0.25},
    "noise 1 %": {"noise": 0.01},
    "noise 2 %": {"noise": 0.02},
    "noise 4 %": {"noise": 0.04},
}
# Where a diameter here and there misses the limit, as docs/angiography.md says, though never one that is called known.
BEYOND = {
    *("3.0 to 0.5 mm", "0.5 mm, blur known", "ellipse of 0.8", "lesion of 4 mm", "lesion of 6 mm"),
    *("pixels of 0.3 mm", "blur of 0.25 mm", "noise 1 %", "noise 2 %", "noise 4 %"),
}


@cache
def found(kind):
    options = {"noise": 0.005, **KINDS[kind]}
    known = {"blur": np.hypot(BLUR / 0.2, 12**-0.5)} if "known" in kind else {}
    rows = [errors_of(phantom(seed, **options), **known) for seed in SEEDS]
    errors, stated = (np.concatenate([getattr(row, name) for row in rows]) for name in ("diameters", "stated"))
    return errors, stated, np.array([row.least for row in rows])


@pytest.mark.parametrize("kind", KINDS)
def test_diameters(kind, claim):
    errors, _, _ = found(kind)
    worst, rms = float(np.abs(errors).max()), float(np.sqrt(np.mean(errors**2)))
    share = float(np.mean(np.abs(errors) < WITHIN))
    if kind not in BEYOND:
        claim(
            f"angiogram, {kind}: worst of {errors.size} diameters [mm], RMS {rms:.3f}", worst, "0.05", worst <= WITHIN
        )
    else:
        least = {"noise 2 %": 0.95, "noise 4 %": 0.80}.get(kind, 0.97)
        text = f"angiogram, {kind}: share of {errors.size} diameters within 0.05 mm, RMS {rms:.3f}, worst {worst:.3f}"
        claim(text, share, f"{least}", share >= least)


def test_a_diameter_that_is_called_known_is_within_the_limit(claim):
    errors, stated = (np.concatenate([found(kind)[k] for kind in KINDS]) for k in (0, 1))
    sure = stated <= SURE
    worst = float(np.abs(errors[sure]).max())
    text = f"angiogram: worst of {sure.sum()} diameters called known to 0.05 mm, of {sure.size}"
    claim(text, worst, "0.05", worst <= WITHIN)


def test_least_diameters(claim):
    least = np.concatenate([found(kind)[2] for kind in KINDS if kind not in BEYOND])
    worst, bias = float(np.abs(least).max()), float(least.mean())
    claim(f"angiogram: worst of {least.size} least diameters [mm], bias {bias:+.3f}", worst, "0.05", worst <= WITHIN)


def test_in_stent_late_loss(claim):
    """Post and follow-up, each a frame of its own: other noise, other tissue behind, the line drawn anew."""
    luck, misses = np.random.default_rng(7), []
    for seed in range(3100, 3120):
        post, loss = luck.uniform(2.4, 3.0), luck.uniform(-0.05, 1.4)
        films = [
            errors_of(phantom(seed, noise=0.005, least=width, length=16, film=film, has_branch=False))
            for film, width in enumerate((min(post, 2.9), min(post, 2.9) - loss))
        ]
        misses.append(films[0].least - films[1].least)
    worst, rms = float(np.abs(misses).max()), float(np.sqrt(np.mean(np.square(misses))))
    claim(
        f"angiogram: worst in-stent late loss of 20 pairs of films [mm], RMS {rms:.3f}", worst, "0.05", worst <= WITHIN
    )
