"""How much drug does a cell in a dish meet?"""

from typing import NamedTuple, Protocol

from neointima.quantities.kinds import Array


class Contents(NamedTuple):
    """Drug in each well [mol], shape (wells, compounds): in the medium, on FKBP12, broken down."""

    medium: Array
    complexed: Array
    degraded: Array


class Medium(Protocol):
    """Contract of the room. Nothing is lost: medium + complexed + degraded = dose, to 1e-8."""

    def start(self, nominal: Array, volume: Array) -> Contents:
        """Wells just after the drug went in; ``nominal`` [mol/m³, (wells, compounds)], ``volume`` [m³, (wells, 1)]."""

    def free(self, contents: Contents, volume: Array) -> Array:
        """Free drug in the medium [mol/m³, (wells, compounds)]."""

    def specific(self, contents: Contents, cells: Array) -> Array:
        """Drug on FKBP12 per volume of cell [mol/m³, (wells, compounds)]."""

    def step(self, contents: Contents, *, cells: Array, volume: Array, dt: float) -> Contents:
        """Advance by dt [s] with ``cells`` in each well, shape (wells, 1)."""
