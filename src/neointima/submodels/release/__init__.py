"""How does the coating empty?"""

from typing import Any, Protocol

from neointima.quantities.kinds import Array


class Release(Protocol):
    """Contract of the room. Amounts are kilograms of drug per metre of stent, shape (cases, 1)."""

    def start(self) -> Any:
        """The coating as implanted."""

    def held(self, coating: Any) -> Array:
        """Drug still on the stent [kg/m], what never leaves included."""

    def step(self, coating: Any, dt: float) -> tuple[Any, Array]:
        """The coating after dt [s] and the drug it gave away [kg/m]. Two half steps equal one."""
