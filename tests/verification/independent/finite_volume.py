"""The same walls by a second scheme: cells on a graded (r, angle) grid, all cells in time by SciPy's BDF.

Only the statement of the problem (``problems.py``) and the grid lines are shared with the finite elements.
"""

import numpy as np
import scipy.sparse as sp
from scipy.integrate import solve_ivp

from independent.grading import lines
from independent.problems import DAY, OFF_RATE, ON_RATE, SITES, WALLS, Wall, inflow


class Grid:
    """Cells of one half sector: radii and angles of faces, layer of each row, which cells are tissue."""

    def __init__(self, wall: Wall, *, finest: float, growth: float) -> None:
        stops = sorted({wall.inner, wall.face, wall.face + wall.patch, *(x[0] for x in wall.layers)})
        stretch = (wall.layers[0][2] / wall.layers[0][1]) ** 0.5 / wall.inner
        self.r = lines(stops, wall.face, finest=finest, growth=growth)
        self.a = lines([0, wall.half_strut, wall.half_sector], wall.half_strut, finest=finest * stretch, growth=growth)
        self.dr, self.da = np.diff(self.r), np.diff(self.a)
        self.middle = (self.r[1:] + self.r[:-1]) / 2
        self.layer = np.searchsorted([x[0] for x in wall.layers], self.middle)
        self.beneath = (self.a[1:] + self.a[:-1]) / 2 < wall.half_strut
        self.tissue = ~((self.middle < wall.face)[:, None] & self.beneath)
        self.number = np.where(self.tissue, np.cumsum(self.tissue).reshape(self.tissue.shape) - 1, -1)
        self.volume = (self.middle * self.dr)[:, None] * self.da


class Exchange:
    """Sparse matrix of fluxes, each taken from one cell and given to another."""

    def __init__(self) -> None:
        self.rows, self.columns, self.values = [], [], []

    def add(self, giver: np.ndarray, taker: np.ndarray, *, of_giver: np.ndarray, of_taker: np.ndarray) -> None:
        """Flux of_giver c_giver − of_taker c_taker from giver to taker; cell −1 is outside, where c = 0."""
        for row, sign in ((giver, -1.0), (taker, 1.0)):
            for column, value in ((giver, of_giver), (taker, -of_taker)):
                real = (row >= 0) & (column >= 0)
                self.rows.append(row[real])
                self.columns.append(column[real])
                self.values.append(sign * value[real])

    def matrix(self, n: int) -> sp.csr_matrix:
        places = np.concatenate(self.rows), np.concatenate(self.columns)
        return sp.csr_matrix((np.concatenate(self.values), places), shape=(n, n))


def equations(wall: Wall, grid: Grid) -> sp.csr_matrix:
    """A of volume × d(c + b)/dt = A c + sources."""
    radial, circular = (np.array([x[i] for x in wall.layers])[grid.layer] for i in (1, 2))
    exchange, r, flow = Exchange(), grid.r, wall.velocity * wall.inner

    half = grid.dr / 2 / radial
    resistance = half[1:] + half[:-1]
    if wall.permeability:
        resistance = resistance + np.where(np.diff(grid.layer) > 0, 1 / wall.permeability, 0)
    conductance = np.outer(r[1:-1] / resistance, grid.da)
    # What is carried has the value interpolated to the face: second order also where cells grow.
    inner = (grid.dr[1:] / (grid.dr[1:] + grid.dr[:-1]))[:, None] * (flow * grid.da)
    outer = flow * grid.da - inner
    both = grid.tissue[1:] & grid.tissue[:-1]
    cells = grid.number[:-1][both], grid.number[1:][both]
    exchange.add(*cells, of_giver=(conductance + inner)[both], of_taker=(conductance - outer)[both])

    along = np.outer(circular * grid.dr / grid.middle, 2 / (grid.da[1:] + grid.da[:-1]))
    both = grid.tissue[:, 1:] & grid.tissue[:, :-1]
    cells = grid.number[:, :-1][both], grid.number[:, 1:][both]
    exchange.add(*cells, of_giver=along[both], of_taker=along[both])

    gap = grid.number[0][~grid.beneath]
    lumen = (r[0] * grid.da / (half[0] + 1 / wall.lumen_transfer))[~grid.beneath]
    exchange.add(gap, np.full_like(gap, -1), of_giver=lumen, of_taker=lumen)
    lost = r[-1] * grid.da / (half[-1] + 1 / wall.outer_transfer) if wall.outer_transfer else 0 * grid.da
    # Over half a cell the drug carried out changes little: the last cell's own value leaves.
    exchange.add(grid.number[-1], np.full_like(grid.number[-1], -1), of_giver=lost + flow * grid.da, of_taker=lost)
    return exchange.matrix(int(grid.tissue.sum()))


def coating(wall: Wall, grid: Grid) -> np.ndarray:
    """Area through which each cell takes the flux of the coating."""
    area = np.zeros(grid.tissue.shape)
    area[np.searchsorted(grid.middle, wall.face), grid.beneath] = wall.face * grid.da[grid.beneath]
    flank = grid.tissue[:, 1:] & ~grid.tissue[:, :-1]
    area[:, 1:][flank] += np.broadcast_to(grid.dr[:, None], flank.shape)[flank]
    return area[grid.tissue]


def solve(problem: str, days: list[float], *, finest: float = 5e-8, growth: float = 0.2, rtol: float = 1e-5) -> dict:
    """Total drug at each day as ``annulus.solve`` gives it; unknowns are free and bound drug in every cell."""
    wall = WALLS[problem]
    grid = Grid(wall, finest=finest, growth=growth)
    volume = grid.volume[grid.tissue]
    n = volume.size
    operator, source = sp.diags(1 / volume) @ equations(wall, grid), coating(wall, grid) / volume

    def slope(t: float, y: np.ndarray) -> np.ndarray:
        c, b = y[0::2], y[1::2]
        bound = ON_RATE * c * (SITES - b) - OFF_RATE * b
        return np.stack([operator @ c + source * inflow(t) - bound, bound], axis=1).ravel()

    spread = sp.kron(operator, sp.csr_matrix([[1.0, 0.0], [0.0, 0.0]]))

    def jacobian(t: float, y: np.ndarray) -> sp.csc_matrix:
        c, b = y[0::2], y[1::2]
        free, bound = sp.diags(ON_RATE * (SITES - b)), sp.diags(ON_RATE * c + OFF_RATE)
        return (spread + sp.kron(free, [[-1, 0], [1, 0]]) + sp.kron(bound, [[0, 1], [0, -1]])).tocsc()

    ends = [day * DAY for day in days]
    done = solve_ivp(
        slope,
        (0, ends[-1]),
        np.zeros(2 * n),
        method="BDF",
        t_eval=ends,
        jac=jacobian,
        rtol=rtol,
        atol=rtol * 1e-3,
        first_step=1e-3,
    )
    total = done.y[0::2] + done.y[1::2]
    rows = (grid.middle > wall.face) & (grid.middle < wall.face + wall.patch)
    patch = np.where(np.outer(rows, grid.beneath), grid.volume, 0)[grid.tissue]
    return {
        "unknowns": 2 * n,
        "content": (volume @ total / wall.area).tolist(),
        "peak": (patch @ total / patch.sum()).tolist(),
        "maximum": total.max(axis=0).tolist(),
    }
