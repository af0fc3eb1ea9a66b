"""How does the coating of a stent in a section or segment meet the tissue?"""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from neointima.numerics.transport.advance import Moment
from neointima.numerics.transport.network import Network
from neointima.numerics.transport.pools import Chemistry
from neointima.quantities.kinds import Array, Marks


class Surfaces(NamedTuple):
    """Coating surface [m²; m per metre of a section]: in contact with each cell of tissue, and of the whole stent."""

    contact: Array
    whole: float


class Joined(NamedTuple):
    """Tissue and coating as one network: at each time, with its chemistry, its first pools, and its parts."""

    networks: Callable[[float], Network]
    chemistry: Chemistry
    pools: Array
    parts: tuple[Marks, ...]


class Coating(Protocol):
    """Contract of the room; amounts in mol for the whole section (per metre) or segment."""

    def join(self, tissue: Network, chemistry: Chemistry) -> Joined:
        """The tissue's network with the coating put on."""

    def start(self) -> Any:
        """The coating as implanted."""

    def feed(self, coating: Any, dt: float) -> tuple[Any, Array]:
        """The coating after dt [s] and what it gave to each cell [mol]."""

    def held(self, now: Moment) -> float:
        """Drug still on the stent, what never leaves included."""

    def swept(self, now: Moment) -> float:
        """Drug that went from the coating straight into the blood."""
