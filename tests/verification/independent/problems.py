"""The stented walls that every solver here is asked for, as half a sector of ten; SI throughout."""

from dataclasses import dataclass, replace
from math import exp, inf, pi

DAY = 86400.0
ON_RATE, OFF_RATE, SITES = 2.0, 5.2e-3, 0.366
DOSE = 100e-6 / 914 * 1e4  # 100 µg/cm² at 914 g/mol [mol/m²]
RELEASE_TIME = 7 * DAY


@dataclass(frozen=True, kw_only=True)
class Wall:
    """dc/dt + div(v c − D grad c) = −db/dt, db/dt = on c (sites − b) − off b, in half of one of ten equal sectors.

    A strut stands at angle 0. Its arc is 100 µm at the lumen radius; ``depth`` of it is sunk into the wall between
    radial faces, and metal lets nothing through. Its tissue faces, abluminal and side, carry the total flux
    (dose / tau) exp(−t / tau). The lumen face between struts loses ``lumen_transfer`` c, infinite for c = 0; the outer
    face loses (``outer_transfer`` + v) c. Each layer is (outer radius, radial, circumferential diffusivity); between
    layers the flux is ``permeability`` times the step of c. v = ``velocity`` × inner / r, outwards.
    """

    depth: float = 0.0
    lumen_transfer: float = inf
    outer_transfer: float = 0.0
    layers: tuple[tuple[float, float, float], ...] = ((2.0e-3, 1e-12, 1e-11),)
    permeability: float = 0.0
    velocity: float = 0.0
    inner: float = 1.5e-3
    half_sector: float = pi / 10
    half_strut: float = 50e-6 / 1.5e-3
    patch: float = 50e-6

    @property
    def face(self) -> float:
        """Radius of the abluminal face of the strut [m]."""
        return self.inner + self.depth

    @property
    def outer(self) -> float:
        return self.layers[-1][0]

    @property
    def area(self) -> float:
        """Area of tissue in the half sector [m²]."""
        whole = self.half_sector * (self.outer**2 - self.inner**2) / 2
        return whole - self.half_strut * (self.face**2 - self.inner**2) / 2


def inflow(t: float) -> float:
    """Flux density from coating into tissue at time t [mol/(m² s)]."""
    return DOSE / RELEASE_TIME * exp(-t / RELEASE_TIME)


FEET = Wall()
SQUARES = Wall(depth=50e-6, lumen_transfer=1e-6, outer_transfer=1e-6)
WALLS = {
    "feet": FEET,
    "feet_with_convection": replace(FEET, velocity=1e-8),
    "squares": SQUARES,
    "squares_two_layers": replace(SQUARES, layers=((1.7e-3, 1e-12, 1e-11), (2.0e-3, 5e-12, 5e-12)), permeability=1e-8),
}
