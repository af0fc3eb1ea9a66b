"""A film: the series, the blend of diffusivities, and drug that dissolves, against exact answers and a second solver."""

import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp

from neointima.numerics.film import CELLS, aged, clock, content, faded, fresh, mean_blend, modes, widths


def left(times, solubility, speed):
    """Share left in one film at rising D t / L²."""
    film, shares = fresh(1), []
    for time in times:
        at = clock(np.full((1, 1), time))
        film = aged(film, at, solubility=np.full((1, 1), solubility), speed=np.full((1, 1), speed))
        shares.append(content(film, at)[0, 0])
    return np.array(shares)


def test_the_modes_hold_the_whole_load():
    assert modes().sum() == pytest.approx(1, abs=1e-14)


def test_the_series_is_the_one_of_crank():
    """Table value: half has left at D t / L² = 0.1967 (Crank 1975, figure 4.6 and 2 √(Dt/πL²) before)."""
    half = (modes() * (1 - faded(np.full((1, 1), 0.19674)))).sum()
    assert half == pytest.approx(0.5, abs=1e-4)


@pytest.mark.parametrize("log_ratio", [-12.0, -3.0, -0.5, 0.0, 1e-9, 0.7, 4.0])
@pytest.mark.parametrize(("begin", "way"), [(0, 1e-6), (0, 0.3), (0.2, 0.499), (0, 0.501), (0, 3), (5, 40), (300, 1e4)])
def test_the_mean_of_the_blend_agrees_with_quadrature(log_ratio, begin, way):
    """Adaptive quadrature to 1e-10, cut where exp(−s) is below round-off; 1e-9 is its own error and rounding."""
    cut = min(begin + way, max(begin, 45.0))
    expected = quad(lambda s: np.exp(log_ratio * np.exp(-s)), begin, cut, epsabs=0, epsrel=1e-11, limit=500)[0]
    expected = (expected + begin + way - cut) / way
    assert mean_blend(*map(np.asarray, (log_ratio, begin, begin + way))) == pytest.approx(expected, rel=1e-9)


def test_no_time_has_the_blend_of_that_moment():
    assert mean_blend(*map(np.asarray, (-2.0, 0.7, 0.7))) == pytest.approx(np.exp(-2 * np.exp(-0.7)), rel=1e-14)


def test_the_cells_fill_the_film_and_are_finest_at_the_surface():
    assert widths().sum() == pytest.approx(1, abs=1e-14)
    assert np.all(np.diff(widths()) < 0)
    assert widths().size == CELLS


def independent(times, solubility, speed, cells=400):
    """The same equations by another way: even cells, s itself and not its root, LSODA with a banded Jacobian."""
    h, solid = 1 / cells, 1 - solubility

    def slope(_, y):
        c, s = y[::2], np.maximum(y[1::2], 0)
        flux = np.concatenate(([0.0], np.diff(c), [-2 * c[-1]])) / h
        fades = speed * s ** (2 / 3) * solid ** (1 / 3) * (1 - c / solubility)
        return np.column_stack((np.diff(flux) / h + fades, -fades)).ravel()

    start = np.tile([solubility, solid], cells)
    done = solve_ivp(slope, (0, times[-1]), start, "LSODA", times, rtol=1e-6, atol=1e-8, lband=2, uband=2)
    return done.y.sum(axis=0) * h


@pytest.mark.parametrize(("solubility", "speed"), [(0.3, 4.0), (0.1, 60.0), (0.5, 0.5)])
def test_dissolution_agrees_with_an_independent_solve(solubility, speed):
    """0.15 % of the load: 48 graded cells and ticks of 4 %, against 400 even cells, whose first samples are coarse."""
    times = np.array([0.01, 0.05, 0.2, 0.5, 1.0, 2.0, 4.0])
    np.testing.assert_allclose(left(times, solubility, speed), independent(times, solubility, speed), atol=1.5e-3)


def test_what_is_left_only_falls_and_never_below_zero():
    """From nothing dissolving to all at once, and to times long after the end."""
    times = np.geomspace(1e-8, 1e8, 150)
    for solubility, speed in ((1e-3, 1e8), (0.05, 1.0), (1.0, 0.0), (0.9, 1e-6)):
        shares = left(times, solubility, speed)
        assert np.all(np.diff(shares) <= 0)
        assert np.all(shares >= 0)


def test_solid_that_does_not_dissolve_stays():
    """With k_d = 0 the dissolved share leaves and the solid stays; Newton leaves 1e-13 open in each of 265 ticks."""
    assert left([1e4], 0.25, 0.0)[0] == pytest.approx(0.75, abs=1e-10)
