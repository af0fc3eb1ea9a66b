"""Every item on the shelves loads, is sourced, builds and runs a day; every source is used."""

import numpy as np
import pytest

from artery import batch, line, simulate
from neointima import menu
from neointima.laboratory.elution.device_file import SOURCE
from neointima.laboratory.measure import measure
from neointima.library.clinical_outcomes import clinical_outcomes
from neointima.library.recipe import recipe
from neointima.library.shelf import LIBRARY, load, read_toml, sources
from neointima.mistake import Mistake
from neointima.protocols.implant import Implant
from neointima.quantities.sourced import GRADES, SEEN

KINDS = ("drugs", "devices", "arteries", "biology", "balloons")
ITEMS = [(kind, name) for kind in KINDS for name in menu.choices(f"library/{kind}", ".toml")]
DRUGS, DEVICES, ARTERIES, *_ = (menu.choices(f"library/{kind}", ".toml") for kind in KINDS)
BARE = [device for device in DEVICES if load("devices", device).words["drug"] == "none"]
COATED = next(device for device in DEVICES if device not in BARE)
SHELVES = [path for path in LIBRARY.rglob("*.toml") if path.name != "sources.toml"]


def cited(value):
    """Every ``source`` anywhere in a document."""
    if isinstance(value, dict):
        found = {value["source"]} if isinstance(value.get("source"), str) and value["source"] else set()
        return found.union(*(cited(part) for part in value.values()))
    return set().union(*(cited(part) for part in value)) if isinstance(value, list) else set()


@pytest.mark.parametrize(("kind", "name"), ITEMS)
def test_every_item_loads_and_has_a_title_and_numbers(kind, name):
    item = load(kind, name)
    assert item.name == name
    assert item.words["title"]
    assert item.numbers


@pytest.mark.parametrize(("kind", "name"), ITEMS)
def test_every_number_is_sourced(kind, name):
    """The rules of the house, written again so that a slip in ``sourced`` shows."""
    for number in load(kind, name).numbers.values():
        assert number.grade in GRADES, number.place
        assert number.note if number.grade == "assumed" else number.source, number.place
        assert not number.source or number.source in sources(), number.place
        assert not number.source or number.grade == "fitted" or number.seen in SEEN, number.place
        assert np.all(np.asarray(number.value) >= 0), number.place
        assert number.spread >= 1, number.place


@pytest.mark.parametrize("device", DEVICES)
def test_every_device_names_a_drug_on_the_shelf(device):
    words = load("devices", device).words
    assert words["drug"] in DRUGS
    assert (words["drug"] == "none") == (words["coating"] == "none")


@pytest.mark.parametrize("artery", ARTERIES)
@pytest.mark.parametrize("device", DEVICES)
def test_every_device_with_its_own_drug_runs_a_day_in_every_artery(device, artery):
    drug = load("devices", device).words["drug"]
    one = batch(device, drug, artery=artery, days=1, animals=1, vary=())
    recording = Implant().simulate(one)
    assert all(np.all(np.isfinite(values)) for values in recording.values.values())
    assert all(np.isfinite(row[3]) for row in measure(one, recording))
    assert (recording.first("coating_drug")[0] > 0) == (drug != "none")


@pytest.mark.parametrize("drug", [drug for drug in DRUGS if drug != "none"])
def test_every_drug_runs_a_day_on_some_coating(drug):
    values = simulate(COATED, drug, days=1, animals=1, vary=()).values
    assert values["wall_drug"][0, -1] > 0


@pytest.mark.parametrize("device", BARE)
def test_a_bare_stent_refuses_a_drug(device):
    with pytest.raises(Mistake, match=f"{device} carries no drug"):
        recipe("a", device=device, drug="sirolimus", artery=ARTERIES[0], values={})


SAMPLE = batch(COATED, "sirolimus", animals=1, vary=()).recipe


@pytest.mark.parametrize("key", [key for key, number in SAMPLE.numbers.items() if not isinstance(number.value, list)])
def test_every_number_may_vary_from_animal_to_animal(key):
    """Each in turn given a spread: three animals run a day, and the first two are what they are as a pair, to the byte."""
    number = SAMPLE.numbers[key]
    spread = {**line(number.value, number.unit), "spread": 1.001}
    runs = [simulate(COATED, "sirolimus", days=1, animals=n, vary=(key,), values={key: spread}) for n in (2, 3)]
    for name, values in runs[0].values.items():
        np.testing.assert_array_equal(values, runs[1].values[name][:2], err_msg=name)


def test_an_animal_alone_gives_the_bytes_it_gives_among_others():
    """As the 26th of a study is, in a batch of its own."""
    alone, among = (simulate(COATED, "sirolimus", days=1, animals=animals) for animals in (1, 3))
    other = [name for name, values in alone.values.items() if values.tobytes() != among.values[name][:1].tobytes()]
    assert other == []


def test_every_source_is_cited_somewhere_and_every_citation_is_listed():
    """Works behind published results are used there; all others by a number, or by the device files of a user."""
    used = set().union(*(cited(read_toml(path, path.name)) for path in SHELVES))
    used |= {key for row in clinical_outcomes() for key in row.reports}
    assert sources().keys() - used == {SOURCE}
    assert used - sources().keys() == set()


def test_every_source_says_what_it_is():
    assert [key for key, work in sources().items() if not work.get("citation")] == []
