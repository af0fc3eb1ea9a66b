"""The clock, the luck, the small linear system and the bytes of transport."""

import numpy as np
import pytest
from scipy.linalg import expm

from neointima.numerics import linear
from neointima.numerics.random_streams import stream
from neointima.numerics.reaction_diffusion import Drug, Line, Sites, advance
from neointima.numerics.schedule import DAY, HOUR, schedule


@pytest.mark.parametrize("days", [1, 2, 28, 29, 90, 91, 365, 730])
def test_the_schedule_meets_every_whole_day_and_rises(days):
    times = schedule(days)
    assert times[0] == 0
    assert times[-1] == days * DAY
    assert np.all(np.diff(times) > 0)
    assert set(DAY * np.arange(days + 1)) <= set(times)


@pytest.mark.parametrize("days", [1, 28, 365])
def test_the_schedule_starts_with_a_quarter_of_an_hour(days):
    assert schedule(days)[1] == 0.25 * HOUR


def test_no_step_is_longer_than_promised():
    """A fifth of the time since the injury (from 15 minutes); 12 h to day 90, then a day; 1e-9 for rounding."""
    times = schedule(400)
    steps, begins = np.diff(times), times[:-1]
    limit = np.where(begins < 90 * DAY, 12 * HOUR, DAY)
    assert np.all(steps <= limit * (1 + 1e-9))
    assert np.all(steps <= np.maximum(0.25 * HOUR, 0.2 * begins) * (1 + 1e-9))


@pytest.mark.parametrize("refine", [2, 3])
def test_refining_cuts_every_step_into_equal_parts(refine):
    """Times of 1e6 s are held to 1e-10 s, so parts agree to 1e-9 s."""
    coarse, fine = schedule(28), schedule(28, refine=refine)
    np.testing.assert_array_equal(fine[::refine], coarse)
    np.testing.assert_allclose(np.diff(fine), np.repeat(np.diff(coarse), refine) / refine, atol=1e-9, rtol=0)


def test_a_longer_run_begins_with_the_same_steps():
    short = schedule(28)
    np.testing.assert_array_equal(schedule(365)[: short.size], short)


def draws(seed, *decision):
    return stream(seed, *decision).standard_normal(8).tolist()


def test_the_same_name_gives_the_same_draws():
    assert draws(7, "wall.uptake", "arm", "3") == draws(7, "wall.uptake", "arm", "3")


def test_another_name_or_seed_gives_other_draws():
    names = [("a", "b"), ("b", "a"), ("ab",), ("a", "b", ""), ("a",), ("a", "c")]
    seen = [tuple(draws(seed, *name)) for seed in (0, 1, 2**62) for name in names]
    assert len(set(seen)) == len(seen)


def test_streams_of_many_names_are_independent_normals():
    """First draws of 2000 animals: mean within 4 standard errors, and no correlation with a neighbouring name."""
    first, second = (np.array([stream(1, key, str(n)).standard_normal() for n in range(2000)]) for key in "ab")
    assert abs(first.mean()) < 4 / np.sqrt(2000)
    assert abs(np.corrcoef(first, second)[0, 1]) < 4 / np.sqrt(2000)


LUCK = np.random.default_rng(3)
# Three closed systems: what leaves one state enters another, so columns sum to zero.
CLOSED = LUCK.random((3, 4, 4)) * (1 - np.eye(4))
CLOSED -= np.eye(4) * CLOSED.sum(axis=1)[:, None, :]
START = LUCK.random((3, 4))


def marched(steps, time=2.0):
    state = START
    for _ in range(steps):
        state = linear.step(CLOSED, state, time / steps).last
    return state


def test_the_linear_step_is_second_order_against_the_matrix_exponential():
    exact = np.stack([expm(2.0 * matrix) @ state for matrix, state in zip(CLOSED, START, strict=True)])
    errors = [np.abs(marched(steps) - exact).max() for steps in (20, 40, 80)]
    orders = np.log2(np.divide(errors[:-1], errors[1:]))
    # Two, less what the third-order term still does at these steps.
    assert np.all(np.abs(orders - 2) < 0.1)


def test_the_linear_step_keeps_a_linear_invariant():
    """The sum over states, to rounding, for steps short and a million times too long."""
    for dt in (1e-3, 1.0, 1e6):
        last = linear.step(CLOSED, START, dt).last
        np.testing.assert_allclose(last.sum(axis=1), START.sum(axis=1), rtol=1e-9 if dt > 1 else 1e-14)


def test_the_integral_of_a_step_closes_the_budget():
    """Loss λ y alone: what left is what is missing; weights of the method, so rounding only."""
    rate = np.array([[0.3, 2.0]])
    state = np.array([[1.0, 5.0]])
    stages = linear.step(-np.eye(2) * rate[0], state, 0.7)
    np.testing.assert_allclose(rate * stages.integral(0.7), state - stages.last, rtol=1e-13)


def test_the_linear_step_damps_what_is_infinitely_fast():
    """L-stable: rate × dt = 1e12 leaves nothing to speak of."""
    assert abs(linear.step(np.array([[[-1e12]]]), np.ones((1, 1)), 1.0).last[0, 0]) < 1e-10


def transport(cases):
    """Stiff binding, drift and a source, different in every case; the first cases are always the same."""
    luck, cells = np.random.default_rng(8), 46
    rows = [luck.random((4, cells + 1)) for _ in range(25)][:cases]
    values = np.stack(rows)
    forward, backward = 1e-9 * (1 + values[:, 0]), 1e-9 * (1 + values[:, 1])
    none = np.zeros(cases)
    line = Line(1e-7 * (1 + values[:, 2, 1:]), forward, backward, none, none)
    ones = 1 + values[:, 3, 0]
    sites = Sites(*(scale * ones for scale in (3e-3, 800.0, 2e-4, 1e-6, 0.4, 2.0, 5e-3, 1e-6)))
    source = np.zeros((cases, cells))
    source[:, 10] = 1e-13 * ones
    drug = Drug(*np.zeros((3, cases, cells)))
    for dt in (900.0, HOUR, 8 * HOUR, 24 * HOUR, 30 * DAY):
        done = advance(drug, line, sites, source=source, dt=dt)
        drug = done.drug
    return [*drug, done.inner, done.outer, done.broken]


def test_transport_gives_a_case_the_same_bytes_alone_or_among_25():
    alone, few, many = transport(1), transport(7), transport(25)
    assert alone[0].max() > 0
    for one, seven, all_of_them in zip(alone, few, many, strict=True):
        assert one.tobytes() == np.ascontiguousarray(all_of_them[:1]).tobytes()
        assert seven.tobytes() == np.ascontiguousarray(all_of_them[:7]).tobytes()
