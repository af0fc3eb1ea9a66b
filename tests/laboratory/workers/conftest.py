"""The run that nobody disturbs, and a way to disturb one."""

from collections.abc import Mapping
from typing import NamedTuple

import pytest

from lost_processes import contents
from neointima.laboratory import run
from neointima.laboratory.workers.run_all import run_all
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


@pytest.fixture
def disturb(monkeypatch):
    """``disturb(act, 1, 4)``: something happens when the second and the fifth result have come and were written."""

    def with_act(act, *moments):
        def disturbed(*words):
            for number, done in enumerate(run_all(*words)):
                yield done
                if number in moments:
                    act()

        monkeypatch.setattr(run, "run_all", disturbed)

    return with_act
