"""What does the drug do to the thing it binds?"""

from typing import NamedTuple, Protocol

from neointima.quantities.kinds import Array


class Block(NamedTuple):
    """Shares put out of action, 0 to 1, shape (cases, cells): mTORC1 complexes, mitoses, and passages from G1 to S that
    are stopped without mTORC1.
    """

    mtorc1: Array
    mitosis: Array
    passage: Array


class Target(Protocol):
    """Contract of the room."""

    def block(self, specific: Array, free: Array) -> Block:
        """From drug on its specific sites and free drug [mol/m³, shape (cases, cells)]. No drug, no block."""
