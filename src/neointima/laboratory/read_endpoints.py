"""Every endpoint that a recording allows, simulated or read off a real file."""

from collections.abc import Iterator
from functools import cache

from neointima import menu
from neointima.endpoints import Endpoint
from neointima.quantities.kinds import Array
from neointima.quantities.units import convert
from neointima.simulation.recording import NotRecorded, Recording, reads


def read_endpoints(recording: Recording) -> Iterator[tuple[str, Array, str]]:
    """Name, values of the cases and unit of the field of every endpoint that the recording allows."""
    for name, endpoint in _endpoints():
        if not reads(endpoint.world, recording.world):
            continue
        try:
            values = convert(endpoint.measure(recording), endpoint.si, endpoint.unit)
        except NotRecorded:
            # Outlines show no cells and no drug, and not every person draws every line.
            continue
        yield name, values, endpoint.unit


@cache
def _endpoints() -> tuple[tuple[str, Endpoint], ...]:
    """All endpoints: a folder is looked into once, not for each of five hundred sections."""
    return tuple((name, menu.choose("endpoints", name)()) for name in menu.choices("endpoints"))
