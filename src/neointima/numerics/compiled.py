"""Machine code for the loops that need it, kept on disk where the disk allows."""

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def compiled(function: Kernel) -> Kernel:
    """Compile ``function``; a read-only installation with no cache folder compiles once a process."""
    try:
        return cast(Kernel, njit(cache=True, error_model="numpy")(function))
    except RuntimeError:
        return cast(Kernel, njit(error_model="numpy")(function))
