"""``sourced`` and the shelf refuse what is wrong, and say where."""

import math
import re

import pytest

from artery import batch, line
from neointima import menu
from neointima.library import shelf
from neointima.library.recipe import recipe
from neointima.mistake import Mistake
from neointima.quantities.kinds import Unit
from neointima.quantities.sourced import Sourced, sourced
from neointima.submodels.release.first_order import FirstOrder

PLACE = "devices/new.toml › release › rate"
GOOD = {"value": 0.05, "unit": "1/day", "grade": "measured", "source": "suzuki_2001", "seen": "read"}
REFUSED = [
    ("no source", {"source": ""}, "no source"),
    ("transferred without source", {"source": "", "grade": "transferred"}, "no source"),
    ("fitted without source", {"source": "", "grade": "fitted"}, "no source"),
    ("assumed without note", {"grade": "assumed"}, "note"),
    ("negative", {"value": -1.0}, "negative"),
    ("negative in a list", {"value": [0.0, -1.0]}, "negative"),
    ("not a number", {"value": math.nan}, "finite"),
    ("infinite", {"value": math.inf}, "finite"),
    ("text", {"value": "0.05"}, "finite"),
    ("yes or no", {"value": True}, "finite"),
    ("empty list", {"value": []}, "finite"),
    ("unknown key", {"sauce": "suzuki_2001"}, "'sauce'"),
    ("bad grade", {"grade": "guessed"}, "'guessed'"),
    ("bad seen", {"seen": "heard"}, "read or recalled"),
    ("not seen", {"seen": ""}, "read or recalled"),
    ("spread below one", {"spread": 0.9}, "spread"),
    ("spread not a number", {"spread": math.nan}, "spread"),
    ("spread of a hundred", {"spread": 100.0}, "spread"),
]


def test_a_good_line_is_accepted_and_knows_its_place():
    number = sourced(GOOD, PLACE)
    assert (number.value, number.unit, number.spread, number.place) == (0.05, "1/day", 1.0, PLACE)
    assert sourced({"value": 1, "unit": "", "grade": "assumed", "note": "why"}, PLACE).source == ""


@pytest.mark.parametrize(("change", "complaint"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_bad_line_is_refused_with_its_place(change, complaint):
    with pytest.raises(Mistake, match=f"^{re.escape(PLACE)}: .*{re.escape(complaint)}"):
        sourced(GOOD | change, PLACE)


@pytest.mark.parametrize("missing", ["value", "unit", "grade"])
def test_a_line_without_its_essentials_is_refused(missing):
    with pytest.raises(Mistake, match=f"^{re.escape(PLACE)}: a number needs"):
        sourced({key: value for key, value in GOOD.items() if key != missing}, PLACE)


@pytest.mark.parametrize("entry", [0.05, "0.05", [1, 2], None])
def test_a_bare_number_is_refused(entry):
    with pytest.raises(Mistake, match=f"^{re.escape(PLACE)}: a number needs"):
        sourced(entry, PLACE)


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("unit", 1),
        ("unit", ["1/day"]),
        ("source", 3),
        ("source", ["suzuki_2001"]),
        ("note", 7),
        ("grade", ["measured"]),
    ],
)
def test_a_line_whose_words_are_not_words_is_refused(key, wrong):
    """As a study file from elsewhere may hold: a Mistake, not a crash, when it is read or converted."""
    with pytest.raises(Mistake, match=f"^{re.escape(PLACE)}"):
        shelf.in_si(shelf.cited(sourced(GOOD | {key: wrong}, PLACE)), Unit("1/s"))


def test_an_unlisted_source_is_refused_with_its_place():
    with pytest.raises(Mistake, match=r"^devices/new\.toml › release › rate: source 'nobody_1999'"):
        shelf.parse({"release": {"rate": GOOD | {"source": "nobody_1999"}}}, "devices/new.toml")


def numbers(**changes):
    """What FirstOrder reads, one line changed or added, or left out with None."""
    lines = {
        "dose_per_length": GOOD | {"value": 10.0, "unit": "ug/mm"},
        "rate": GOOD,
        "sequestered": GOOD | {"value": 10.0, "unit": "percent"},
    } | changes
    return shelf.parse({"release": {key: one for key, one in lines.items() if one}}, "devices/new.toml").numbers


def test_what_a_model_reads_arrives_in_si():
    """One multiplication: 1e-15. 10 ug/mm is 1e-5 kg/m."""
    values = shelf.check(FirstOrder, "release", numbers())
    assert values["release.dose_per_length"] == pytest.approx(1e-5, rel=1e-15)
    assert values["release.rate"] == pytest.approx(0.05 / 86400, rel=1e-15)
    assert values["release.sequestered"] == pytest.approx(0.1, rel=1e-15)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"rate": GOOD | {"unit": "m/s"}}, "devices/new.toml › release › rate: 1/s expected, m/s given"),
        (
            {"rate": GOOD | {"unit": "furlong/blink"}},
            "devices/new.toml › release › rate: 'furlong/blink' is not a unit",
        ),
        ({"rate": None}, "devices/new.toml › release: 'rate' is missing; FirstOrder needs it in 1/s"),
        (
            {"sequestered": GOOD | {"value": 101, "unit": "percent"}},
            "devices/new.toml › release › sequestered: a share",
        ),
        ({"rate": GOOD | {"value": [0.1, 0.2]}}, "devices/new.toml › release › rate: one number"),
        ({"colour": GOOD}, "devices/new.toml › release › colour: FirstOrder has no 'colour'"),
    ],
    ids=["wrong dimension", "nonsense unit", "missing", "share above one", "list", "unread"],
)
def test_what_a_model_cannot_use_is_refused_with_its_place(changes, complaint):
    with pytest.raises(Mistake, match=f"^{re.escape(complaint)}"):
        shelf.check(FirstOrder, "release", numbers(**changes))


def test_another_arterys_own_numbers_stay_away():
    document = {"wall": {"uptake": GOOD}, "in": {"pig": {"wall": {"uptake": GOOD | {"value": 0.9}}}}}
    assert shelf.parse(document, "drugs/new.toml", "pig").numbers["wall.uptake"].value == 0.9
    assert shelf.parse(document, "drugs/new.toml", "rabbit").numbers["wall.uptake"].value == 0.05


@pytest.mark.parametrize("key", ["wall.colour", "nowhere.rate", "rate"])
def test_a_study_cannot_set_a_number_nobody_reads(key):
    with pytest.raises(Mistake, match=f"values › {re.escape(key)}"):
        batch("cypher", "sirolimus", values={key: line(1.0)})


@pytest.mark.parametrize(
    ("value", "wanted"), [(0.0, Unit("m", positive=True)), (1.0, Unit("m", many=True)), ([1.0], Unit("m"))]
)
def test_a_value_beyond_the_limits_of_its_field_is_refused_with_its_place(value, wanted):
    with pytest.raises(Mistake, match=f"^{re.escape(PLACE)}: "):
        shelf.in_si(sourced(GOOD | {"value": value, "unit": "um"}, PLACE), wanted)


@pytest.mark.parametrize("kind", ["drugs", "devices", "arteries"])
def test_an_unknown_item_lists_what_there_is(kind):
    with pytest.raises(Mistake, match=menu.choices(f"library/{kind}", ".toml")[0]):
        shelf.load(kind, "unobtainium")


@pytest.mark.parametrize(
    ("times", "fractions"),
    [
        ([0, 1], [0, 50, 90]),
        ([1, 2], [0, 50]),
        ([0, 1], [10, 50]),
        ([0, 2, 1], [0, 5, 9]),
        ([0, 1, 2], [0, 9, 5]),
        ([0, 1], [0, 101]),
        ([0], [0]),
    ],
)
def test_a_release_curve_that_cannot_be_is_refused(times, fractions):
    lines = {"times": (times, "day"), "fractions": (fractions, "percent")}
    own = {
        f"release.{key}": Sourced(
            value=[float(part) for part in value], unit=unit, grade="assumed", note="x", place="here"
        )
        for key, (value, unit) in lines.items()
    }
    with pytest.raises(Mistake, match=r"^(here|devices/endeavor\.toml)"):
        recipe("a", device="endeavor", drug="zotarolimus", artery="porcine_coronary", values=own)
