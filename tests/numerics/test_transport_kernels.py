"""The parts of the stented wall's solver, each against something slow and clear."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.sparse import csr_array
from scipy.sparse.linalg import spsolve

from neointima.geometry.wall_mesh import Grid, mesh, round_shape
from neointima.numerics.transport.advance import Transport
from neointima.numerics.transport.aggregation import coarsen, pairs
from neointima.numerics.transport.multigrid import Multigrid
from neointima.numerics.transport.network import Network, drifting, in_series, outflow
from neointima.numerics.transport.pools import Chemistry, settle, table
from neointima.numerics.transport.stage import Stages
from transport_cases import TURN, layered_radii, smooth, stepped, tissue, transport

SURFACES = 1.5e-3, 1.6e-3, 1.9e-3, 2.05e-3
RADIAL, IN_PLANE = (2e-12, 7e-12, 2e-11), (2e-11, 4e-11, 2e-11)
CLOSED = {"internal_lamina_permeability": 4e-8, "external_lamina_permeability": 8e-8, "lumen_transfer": 1e-6}
BINDING = {
    **{"specific_density": 3.3e-3, "specific_on_rate": 800.0, "specific_off_rate": 1.6e-4, "complex_turnover": 8e-7},
    **{"nonspecific_density": 0.363, "nonspecific_on_rate": 2.0, "nonspecific_off_rate": 5.2e-3},
    **{"degradation_rate": 2.7e-5, "solubility": 2.8e-3, "crystallisation_rate": 1 / 60},
}


def wall(rings, *, velocity=0.0, **own):
    """A round section of three anisotropic layers with laminae, 4 × ``rings`` rings and as many sectors."""
    radii, layers = layered_radii(SURFACES, (rings, 2 * rings, rings), stretch=0.5)
    grid = Grid(radii, smooth(0, TURN, 4 * rings, stretch=0.5), np.array([0.0, 1.0]), layers)
    made = tissue(RADIAL, IN_PLANE, filtration_velocity=velocity, **{**CLOSED, **own})
    return made, made.network(mesh(grid, round_shape(grid), []))


def sparse(matrix):
    return csr_array((matrix.value, matrix.column, matrix.start))


@pytest.mark.parametrize("dt", [1.0, 3600.0, 1e7])
@pytest.mark.parametrize("velocity", [0.0, 1e-8, 1e-6])
def test_multigrid_agrees_with_a_direct_solver(velocity, dt):
    """Short and long steps, without and with drift (cell Péclet number to 10): to 1e-8 where 1e-10 is asked for.

    What is asked for is the residual; the answer may be off by the condition number, some hundreds here.
    """
    _, network = wall(12, velocity=velocity)
    matrix = outflow(network)
    value = dt * matrix.value
    value[matrix.diagonal] += network.volumes
    right = network.volumes * np.random.default_rng(1).random(network.volumes.size)
    matrix = matrix._replace(value=value)
    found, _, settled = Multigrid(matrix).solve(right, tolerance=1e-10)
    exact = spsolve(sparse(matrix).tocsc(), right)
    assert settled
    np.testing.assert_allclose(found, exact, atol=1e-8 * exact.max())


@pytest.mark.parametrize("rings", [12, 14, 16])
def test_steady_flow_on_graded_rings_converges(rings):
    """No storage at all, to 1e-12: with few directions remembered this stalled."""
    _, network = wall(rings)
    matrix = outflow(network)
    right = np.zeros(network.volumes.size)
    right[: 4 * rings] = 1.0
    found, sweeps, settled = Multigrid(matrix).solve(right, tolerance=1e-12)
    assert settled
    assert sweeps < 60
    np.testing.assert_allclose(sparse(matrix) @ found, right, atol=1e-9)


@pytest.mark.parametrize("velocity", [0.0, 1e-8, 1e-5])
@pytest.mark.parametrize("reflection", [0.0, 0.7])
def test_outflow_is_an_m_matrix(velocity, reflection):
    """Nothing above zero beside the diagonal; columns sum to the exits, since what leaves a cell enters another."""
    _, network = wall(6, velocity=velocity, lamina_reflection=reflection)
    dense = sparse(outflow(network)).toarray()
    beside = dense - np.diag(np.diag(dense))
    assert np.diag(dense).min() > 0
    assert beside.max() <= 0
    assert network.exits.min() >= 0
    np.testing.assert_allclose(dense.sum(axis=0), network.exits.sum(axis=0), atol=1e-12 * dense.max())
    # Its inverse is nowhere negative, which is what keeps drug from being negative.
    assert np.linalg.inv(dense).min() >= 0
    if velocity and not reflection:
        # Water that is nowhere stored carries even drug evenly: rows sum to what crosses the two ends.
        rows = dense.sum(axis=1)[48:-48]
        np.testing.assert_allclose(rows, 0, atol=1e-9 * dense.max())


def test_what_creeps_against_a_strong_flow_is_never_negative():
    """Péclet numbers from 1e-2 to 1e6 either way; what goes ahead less what comes back is the flow, to round-off."""
    luck = np.random.default_rng(3)
    conductance, flow = luck.random(100_000), luck.uniform(-1, 1, 100_000) * 10 ** luck.uniform(-2, 6, 100_000)
    ahead, back = drifting(conductance, flow)
    assert min(ahead.min(), back.min()) >= 0
    np.testing.assert_allclose(ahead - back, flow, rtol=1e-12, atol=1e-14)


def test_two_halves_in_series_are_one_whole():
    """Exponential profiles are exact, so a face cut in two is the face."""
    conductance, flow = np.array([2.0, 2.0, 2.0]), np.array([0.0, 3.0, -30.0])
    half = drifting(2 * conductance, flow)
    np.testing.assert_allclose(in_series(half, half), drifting(conductance, flow), rtol=1e-12)


def test_groups_cover_every_cell():
    """Each cell is alone or in a group of four at most, and every group has a cell; its matrix is the sum of theirs."""
    _, network = wall(12, velocity=1e-8)
    matrix = outflow(network)
    one, _ = pairs(matrix)
    assert np.bincount(one).max() <= 2
    step = coarsen(matrix)
    sizes = np.bincount(step.group)
    assert step.group.min() >= 0  # nothing is stored, so no cell stands alone
    assert sizes.min() >= 1
    assert sizes.max() <= 4
    assert sizes.size < 0.4 * step.group.size
    gather = csr_array((np.ones(step.group.size), (step.group, np.arange(step.group.size))))
    np.testing.assert_allclose(
        sparse(step.coarse).toarray(), (gather @ sparse(matrix) @ gather.T).toarray(), atol=1e-12 * matrix.value.max()
    )


def test_cells_ruled_by_their_storage_stand_alone():
    _, network = wall(6)
    matrix = outflow(network)
    matrix.value[matrix.diagonal[:40]] *= 1e6
    assert np.all(coarsen(matrix).group[:40] == -1)


def one_cell(**own):
    numbers = dict.fromkeys(Chemistry._fields[1:], 0.0) | {"solubility": np.inf, "solid_reference": 1.0} | own
    return Chemistry(np.zeros(1, dtype=np.int64), *(np.array([numbers[name]]) for name in Chemistry._fields[1:]))


POOLS = {
    "both kinds of binding": (
        {"specific_density": 3.3e-3, "specific_on": 800.0, "specific_off": 1.6e-4, "specific_loss": 1e-4}
        | {"nonspecific_density": 0.363, "nonspecific_on": 2.0, "nonspecific_off": 5.2e-3, "free_loss": 1e-4},
        (1e-3, 1e-3, 0.1, 0.0),
    ),
    "dissolving": ({"solubility": 3e-3, "dissolution": 2e-4, "solid_reference": 0.5}, (1e-3, 0.0, 0.0, 0.2)),
    "forming": ({"solubility": 3e-3, "precipitation": 0.02, "dissolution": 2e-3}, (5e-3, 0.0, 0.0, 0.2)),
}


@pytest.mark.parametrize("name", POOLS)
def test_pools_follow_their_equations(name):
    """A hundred thousand short implicit stages at held free drug against SciPy at 1e-10: 1e-4, first order in time."""
    own, begin = POOLS[name]
    chemistry = one_cell(**own)
    free, row, end, steps = begin[0], table(chemistry)[0], 2000.0, 100_000
    now, out, got = np.array(begin), np.empty(3), 0.0
    for _ in range(steps):
        gain, _ = settle(free, now, row, end / steps, out)
        got += gain
        now[1:] = out
    n = {field: float(value[0]) for field, value in zip(chemistry._fields[1:], chemistry[1:], strict=True)}

    def slope(_, y):
        s, b, u, _ = y
        specific = n["specific_on"] * free * (n["specific_density"] - s) - n["specific_off"] * s
        nonspecific = n["nonspecific_on"] * free * (n["nonspecific_density"] - b) - n["nonspecific_off"] * b
        missing = 1 - free / n["solubility"]
        solid = -n["dissolution"] * np.cbrt(u) ** 2 * np.cbrt(n["solid_reference"]) * missing
        solid = solid if missing > 0 else n["precipitation"] * (free - n["solubility"])
        broken = n["specific_loss"] * s
        return [specific - broken, nonspecific, solid, broken + n["free_loss"] * free]

    exact = solve_ivp(slope, (0, end), [*begin[1:], 0.0], method="LSODA", rtol=1e-10, atol=1e-16).y[:, -1]
    np.testing.assert_allclose(now[1:], exact[:3], rtol=1e-4, atol=1e-12)
    np.testing.assert_allclose(got, exact.sum() - sum(begin[1:]), rtol=1e-4)


@pytest.mark.parametrize("name", POOLS)
def test_slopes_are_those_of_the_gain(name):
    own, begin = POOLS[name]
    row, out, start = table(one_cell(**own))[0], np.empty(3), np.array(begin)
    for free in (1e-4, 2e-3, 8e-3):
        for a in (1.0, 1e4):
            step = 1e-6 * free
            _, slope = settle(free, start, row, a, out)
            rise = settle(free + step, start, row, a, out)[0] - settle(free - step, start, row, a, out)[0]
            assert slope == pytest.approx(rise / (2 * step), rel=1e-5)


def test_a_crystal_can_vanish_but_not_go_below_nothing():
    row, out = table(one_cell(solubility=3e-3, dissolution=1.0, solid_reference=0.5))[0], np.empty(3)
    settle(0.0, np.array([0.0, 0.0, 0.0, 1e-9]), row, 1e6, out)
    assert 0 <= out[2] < 1e-15


@pytest.mark.parametrize("velocity", [0.0, 2e-8])
def test_steps_agree_with_scipy(velocity):
    """The same cells as one large system by SciPy's BDF at 1e-7, all four pools: 1e-3 of the highest of each.

    Four hundred equal steps of SDIRK2 over ten minutes; its error falls with their square.
    """
    slow = BINDING | {"crystallisation_rate": 1e-4}
    made, network = wall(1, velocity=velocity, **slow)
    cells, volumes, flows = network.volumes.size, network.volumes, sparse(outflow(network))
    source = np.where(np.arange(cells) % 8 == 3, 2e-5, 0.0) * volumes
    end = 600.0
    problem = transport(network, made.chemistry(cells), lambda _, dt: source * dt)
    begin = np.zeros((4, cells))
    begin[3, ::5] = 0.05
    found = stepped(problem, problem.start(0.0, begin), end, 400).pools
    n = {name: float(getattr(made, name)) for name in slow}

    def slope(_, y):
        c, s, b, u = y.reshape(4, -1)
        specific = n["specific_on_rate"] * c * (n["specific_density"] - s) - n["specific_off_rate"] * s
        nonspecific = n["nonspecific_on_rate"] * c * (n["nonspecific_density"] - b) - n["nonspecific_off_rate"] * b
        over, speed = c - n["solubility"], n["crystallisation_rate"]
        dissolving = speed * np.cbrt(np.maximum(u, 0)) ** 2 * np.cbrt(n["solubility"]) * over / n["solubility"]
        solid = np.where(over > 0, speed * over, dissolving)
        free = (source - flows @ c) / volumes - specific - nonspecific - solid - n["degradation_rate"] * c
        return np.concatenate([free, specific - n["complex_turnover"] * s, nonspecific, solid])

    # SciPy's table of differences starts as uninitialised memory, which may hold what cannot be subtracted.
    with np.errstate(invalid="ignore", over="ignore"):
        done = solve_ivp(slope, (0, end), begin.ravel(), method="BDF", rtol=1e-7, atol=1e-13)
    assert done.success
    for pool, other in zip(found, done.y[:, -1].reshape(4, -1), strict=True):
        assert np.abs(pool - other).max() < 1e-3 * other.max()


@pytest.mark.parametrize("dt", [1.0, 3600.0, 86400.0])
def test_nothing_negative_at_a_sharp_edge(dt):
    """A cell fed hard beside the sink of the lumen, then no more, in steps far too long for accuracy."""
    made, network = wall(4, velocity=1e-8, **BINDING)
    cells = network.volumes.size
    burst = np.where(np.arange(cells) < 3, network.volumes, 0.0)
    problem = transport(network, made.chemistry(cells), lambda time, part: burst * (part / dt) * (time < 2.9 * dt))
    now = problem.start(0.0, np.zeros((4, cells)))
    fed = 0.0
    for _ in range(12):
        fed += burst.sum() * (now.coating < 2.9 * dt)
        now = problem.until(now._replace(dt=dt), now.time + dt)
        assert now.pools.min() >= 0
        assert now.pools[1].max() <= BINDING["specific_density"] * (1 + 1e-12)
        kept = float(now.pools.sum(axis=0) @ network.volumes) + now.left.sum() + now.broken
        assert kept == pytest.approx(fed, rel=1e-9)


def test_a_stage_that_does_not_converge_says_so():
    """No step is short enough for a source that is not a number: an error, never an array."""
    made, network = wall(2, **BINDING)
    cells = network.volumes.size
    problem = transport(network, made.chemistry(cells), lambda _, dt: np.full(cells, np.nan))
    with pytest.raises(ArithmeticError, match="did not converge"):
        problem.until(problem.start(0.0, np.zeros((4, cells))), 60.0)


def test_a_linear_solve_that_stalls_says_so():
    """Asked for more than rounding allows, the solver returns that it did not settle."""
    _, network = wall(12)
    right = np.random.default_rng(2).random(network.volumes.size)
    assert not Multigrid(outflow(network)).solve(right, tolerance=1e-30, most=40)[2]


def test_a_failed_stage_gives_nothing():
    made, network = wall(2, **BINDING)
    cells = network.volumes.size
    stages = Stages(network, made.chemistry(cells))
    stages._linear = lambda matrix, right, a, tolerance: (0 * right, False)
    source = network.volumes * 1e-5
    assert stages.solve(np.zeros((4, cells)), np.zeros(cells), 60.0, source=source, scale=source.sum() * 60) is None


def test_networks_that_change_are_followed():
    """Exits that open half way: what leaves before is nothing, after is what the wall lost."""
    made, network = wall(3)
    cells = network.volumes.size
    shut = Network(*network[:4], 0 * network.exits)
    every = (np.ones(cells, dtype=bool),)
    nothing = np.zeros(cells)
    problem = Transport(
        lambda time: shut if time <= 600 else network,
        Stages(shut, made.chemistry(cells)),
        feed=lambda coating, dt: (coating, nothing),
        parts=every,
    )
    begin = np.zeros((4, cells))
    begin[0] = 1e-3
    now = problem.until(problem.start(None, begin), 600.0)
    assert now.left.sum() == 0
    now = problem.until(now, 4000.0)
    assert now.left.sum() == pytest.approx(float((begin - now.pools).sum(axis=0) @ network.volumes), rel=1e-9)
    assert now.left.sum() > 0
