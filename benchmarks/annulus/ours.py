"""The annulus of the race solved by the laboratory: a section with ten struts that only lie on the wall."""

import numpy as np
import problem

from neointima.geometry.contact import contact
from neointima.geometry.contours import circle
from neointima.geometry.stented_section import StentedSection
from neointima.geometry.strut_section import evenly
from neointima.geometry.strut_shapes.rectangular import Rectangular
from neointima.geometry.wall_mesh import WallMesh
from neointima.numerics.transport.advance import Transport
from neointima.numerics.transport.stage import Stages
from neointima.submodels.stented_wall.layered_tissue import LayeredTissue

# Finest cell [m], growth from cell to cell, and error allowed in a step.
LEVELS = ((2e-6, 1.7, 1e-1), (1e-6, 1.6, 1e-1), (0.5e-6, 1.5, 2e-2), (0.1e-6, 1.3, 5e-3))
NEVER, AT_ONCE = 1e-30, 1e30


def tissue() -> LayeredTissue:
    """One layer, one binding site, nothing at the lumen, no way out at the outside."""
    radial, along = problem.RADIAL, problem.CIRCUMFERENTIAL
    numbers = {
        **{f"diffusivity_{layer}": radial for layer in ("neointima", "media", "adventitia")},
        **{f"in_plane_{layer}": along for layer in ("neointima", "media", "adventitia")},
        **{"internal_lamina_permeability": AT_ONCE, "external_lamina_permeability": AT_ONCE, "lamina_reflection": 0.0},
        **{"filtration_velocity": 0.0, "lumen_transfer": AT_ONCE, "adventitial_transfer": NEVER},
        **{"specific_density": 0.0, "specific_on_rate": 0.0, "specific_off_rate": 0.0, "complex_turnover": 0.0},
        **{"nonspecific_density": problem.SITES, "nonspecific_on_rate": problem.ON_RATE},
        **{"nonspecific_off_rate": problem.OFF_RATE, "degradation_rate": 0.0, "solubility": AT_ONCE},
        **{"crystallisation_rate": 0.0, "uptake": 1.0},
    }
    return LayeredTissue(**{name: np.array(value) for name, value in numbers.items()})


def section(finest: float, growth: float) -> StentedSection:
    """Ten feet without height: their drug comes through the lumen's surface."""
    middle = problem.INNER + 0.8 * (problem.OUTER - problem.INNER)
    return StentedSection(
        surfaces=[circle(radius) for radius in (problem.INNER, problem.INNER, middle, problem.OUTER)],
        shape=Rectangular(width=problem.STRUT_WIDTH, thickness=1e-9),
        angles=evenly(problem.STRUTS),
        depth=np.zeros(problem.STRUTS),
        finest=finest,
        growth=growth,
        stretch=(problem.CIRCUMFERENTIAL / problem.RADIAL) ** 0.5,
    )


def solve(mesh: WallMesh, days: float, tolerance: float) -> tuple[float, int, int]:
    """Wall mean after ``days`` [mol/m³], cells and steps."""
    feet, wall = contact(mesh).outer, tissue()

    def feed(time: float, dt: float) -> tuple[float, np.ndarray]:
        left = [np.exp(-t / problem.RELEASE_TIME) for t in (time, time + dt)]
        return time + dt, feet * problem.DOSE * (left[0] - left[1])

    network = wall.network(mesh)
    cells = network.volumes.size
    whole = (np.ones(cells, dtype=bool),)
    stages = Stages(network, wall.chemistry(cells))
    transport = Transport(lambda _: network, stages, feed=feed, parts=whole, tolerance=tolerance)
    now = transport.until(transport.start(0.0, np.zeros((4, cells))), days * problem.DAY)
    return float(now.pools.sum(axis=0) @ network.volumes) / problem.AREA, cells, transport.taken


def main() -> None:
    asked = problem.asked({"adaptive": (0, 0, 0, 0)})
    finest, growth, tolerance = LEVELS[asked.level]
    # Compiled code is read from the disk by its first use, as a peer's is by its import.
    solve(section(*LEVELS[0][:2]).mesh(), 0.01, tolerance)
    mesh = section(finest, growth).mesh()
    watch = problem.Stopwatch()
    content, cells, steps = solve(mesh, asked.days, tolerance)
    watch.answer(unknowns=cells, steps=steps, value=lambda: content)


if __name__ == "__main__":
    main()
