"""The examples of the ten-minute tour are complete: they are read and run as a newcomer would."""

import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from neointima import menu
from neointima.library.bench import OF_DRUG
from neointima.library.recipe import in_si_of
from neointima.library.shelf import check, load, parse
from neointima.library.trial import CLINIC
from neointima.simulation.recording import QUANTITIES, Recording

TOUR = (Path(__file__).parents[1] / "docs" / "tour.md").read_text(encoding="utf-8")
TOML = [tomllib.loads(block) for block in re.findall(r"```toml\n(.*?)```", TOUR, re.DOTALL)]
PYTHON = re.findall(r"```python\n(.*?)```", TOUR, re.DOTALL)


def made(name):
    """The class ``name`` of the page."""
    block = next(block for block in PYTHON if f"class {name}" in block)
    space = {"__name__": "tour"}
    exec(block, space)
    return space[name]


WITH_MODELS = [one for one in TOML if "title" in one and "artery" not in one]


@pytest.mark.parametrize("document", WITH_MODELS, ids=lambda one: one["title"])
def test_every_number_that_a_model_reads_is_in_the_example(document):
    item = parse(document, f"tour/{document['title']}.toml")
    assert item.models
    for table, name in item.models.items():
        model = menu.choose(f"submodels/{table}", name)
        own = {key: number for key, number in item.numbers.items() if key.startswith(f"{table}.")}
        if table != "wall":
            check(model, table, own)
    if "drug" in document:
        assert set(OF_DRUG) <= item.numbers.keys()


def test_the_population_of_the_page_is_whole_with_the_clinic():
    (document,) = (one for one in TOML if "artery" in one)
    clinic = [load("clinic", name) for name in menu.choices("library/clinic", ".toml")]
    numbers = {
        key: number
        for item in (*clinic, parse(document, "tour/population.toml"))
        for key, number in item.numbers.items()
    }
    assert in_si_of(CLINIC, numbers).keys() == numbers.keys()
    assert load("arteries", document["artery"]).numbers


def test_the_endpoint_of_the_page_measures():
    endpoint = made("MediaThickness")()
    values = {"media_radius": np.full((2, 3), 2e-3), "lamina_radius": np.full((2, 3), 1.8e-3)}
    recording = Recording(np.arange(3.0), np.array([]), values)
    assert values.keys() <= QUANTITIES.keys()
    assert endpoint.world == recording.world
    np.testing.assert_allclose(endpoint.measure(recording), 2e-4)


def test_the_release_model_of_the_page_keeps_its_promise():
    model = made("ZeroOrder")(dose_per_length=np.array(6e-6), duration=np.array(30 * 86400.0))
    left, released = model.step(model.start(), 86400.0)
    np.testing.assert_allclose(left + released, 6e-6)
    np.testing.assert_allclose(released, 2e-7)
