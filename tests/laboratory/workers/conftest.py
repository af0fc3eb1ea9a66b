"""The run that nobody disturbs."""

from collections.abc import Mapping
from typing import NamedTuple

import pytest

from lost_processes import contents
from short_run import tables, with_animals


class Alone(NamedTuple):
    """What it left, and how it is asked for: six batches for each of two arms."""

    left: Mapping[str, bytes]
    animals: int
    changes: tuple[str, ...]


@pytest.fixture(scope="session")
def alone(tmp_path_factory):
    animals = 150
    left = contents(tables(tmp_path_factory.mktemp("alone") / "run", animals))
    return Alone(left, animals, with_animals(animals)[1:])
