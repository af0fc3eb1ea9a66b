"""How does the coating empty?"""

from typing import Any, NamedTuple, Protocol

from neointima.quantities.kinds import Array


class Release(Protocol):
    """Contract of the room. Amounts are kilograms of drug per metre of stent, shape (cases, 1).

    A model that is a film also has ``film() -> Film``, for worlds that solve film and tissue together.
    """

    def start(self) -> Any:
        """The coating as implanted."""

    def held(self, coating: Any) -> Array:
        """Drug still on the stent [kg/m], what never leaves included."""

    def step(self, coating: Any, dt: float) -> tuple[Any, Array]:
        """The coating after dt [s] and the drug it gave away [kg/m]. Two half steps equal one."""


class Film(NamedTuple):
    """A coating as a layer of its own, numbers or columns (cases, 1). Concentrations are relative to the load C₀.

    D(t) = D_intact^M D_eroded^(1−M) with M = exp(−k t) the share of the polymer's mass that is left. Drug starts
    dissolved up to ``dissolved_share`` (solubility c_s over load), solid above: ds/dt = −k_d s^(2/3) s₀^(1/3)
    (1 − c/c_s), ∂c/∂t = ∂/∂x(D ∂c/∂x) − ∂s/∂t. ``partition`` is polymer over tissue concentration at equilibrium. A
    ``sequestered`` share of the dose never leaves and is not part of C₀. Source of the dissolution law: S. McGinty,
    G. Pontrelli, J Control Release 2015;217:327.
    """

    thickness: Array
    diffusivity: Array
    eroded_diffusivity: Array
    erosion_rate: Array
    dissolved_share: Array
    dissolution_rate: Array
    sequestered: Array
    dose_per_length: Array
    partition: Array
