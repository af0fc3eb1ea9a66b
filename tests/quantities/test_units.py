"""The only conversions in the package."""

import numpy as np
import pytest

from neointima.mistake import Mistake
from neointima.quantities.units import convert, quantity


# One multiplication by a factor that the unit library rounds: 1e-14.
@pytest.mark.parametrize(
    ("value", "unit", "wanted", "expected"),
    [
        (10.0, "ug/mm", "kg/m", 1e-5),
        (12.0, "nmol/L", "mol/m**3", 12e-6),
        (1.0, "1/day", "1/s", 1 / 86400),
        (9.5, "percent", "", 0.095),
        (0.5, "", "percent", 50.0),
        (966.2, "g/mol", "kg/mol", 0.9662),
        (2500.0, "um**3", "m**3", 2.5e-15),
        (1.6e5, "1/mm**3", "1/m**3", 1.6e14),
        (3.7e-6, "kg/kg", "ng/mg", 3.7),
        (2.78e-6, "m**2", "mm**2", 2.78),
        (1.06, "g/cm**3", "kg/m**3", 1060.0),
        (7.0, "", "", 7.0),
    ],
)
def test_a_quantity_of_the_field_converts(value, unit, wanted, expected):
    np.testing.assert_allclose(convert(value, unit, wanted), expected, rtol=1e-14)


def test_a_list_converts_part_by_part():
    np.testing.assert_allclose(convert([0, 1, 30], "day", "s"), [0.0, 86400.0, 2592000.0], rtol=1e-14)


def test_there_and_back_is_the_same():
    for unit, wanted in (("ug/mm", "kg/m"), ("nmol/L", "mol/m**3"), ("percent", "")):
        np.testing.assert_allclose(convert(convert(0.37, unit, wanted), wanted, unit), 0.37, rtol=1e-14)


@pytest.mark.parametrize(
    ("unit", "wanted", "sentence"),
    [
        ("m/s", "1/s", "1/s expected, m/s given"),
        ("", "m", "m expected, a pure number given"),
        ("m", "", "a pure number expected, m given"),
        ("ug/mL", "mol/m**3", r"mol/m\*\*3 expected, ug/mL given"),
    ],
)
def test_the_wrong_dimension_is_told(unit, wanted, sentence):
    with pytest.raises(Mistake, match=f"^{sentence}$"):
        convert(1.0, unit, wanted)


NONSENSE = [
    "furlongs per blink",
    "1/",
    "um^",
    "um**",
    "(",
    "µµ",
    "5..3",
    "m;s",
    "__import__('os')",
    "lambda: 1",
    "m**m",
    "[",
    "%",
    "None",
    "'m'",
]


@pytest.mark.parametrize("unit", NONSENSE)
def test_a_nonsense_unit_is_told(unit):
    with pytest.raises(Mistake):
        convert(1.0, unit, "kg/m")


def test_a_temperature_scale_is_told():
    """An offset scale has no factor; better a sentence than a crash."""
    with pytest.raises(Mistake):
        convert(1.0, "degC", "m")


# The two letters for micro, and more than one blank.
@pytest.mark.parametrize(
    "text", ["10 ug/mm", " 10  ug/mm ", "1e1 \N{MICRO SIGN}g/mm", "10 \N{GREEK SMALL LETTER MU}g/mm"]
)
def test_a_text_is_a_number_and_its_unit(text):
    assert quantity(text, "kg/m", place="dose", example="10 ug/mm") == pytest.approx(1e-5, rel=1e-14)


def test_a_number_without_a_unit_is_in_the_one_agreed_on():
    assert quantity("3e-3", "m", place="length", example="3 mm", bare="m") == 3e-3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "write a number and its unit, for example '10 ug/mm', not ''"),
        ("much ug/mm", "write a number and its unit, for example '10 ug/mm', not 'much ug/mm'"),
        ("10ug/mm", "write a number and its unit, for example '10 ug/mm', not '10ug/mm'"),
        ("10", "kg/m expected, a pure number given; write for example '10 ug/mm'"),
        ("10 mm", "kg/m expected, mm given; write for example '10 ug/mm'"),
        ("10 furlong/blink", "'furlong/blink' is not a unit; write for example kg/m; write for example '10 ug/mm'"),
    ],
)
def test_a_text_that_is_no_quantity_is_told_with_an_example(text, sentence):
    with pytest.raises(Mistake) as told:
        quantity(text, "kg/m", place="arms › dose", example="10 ug/mm")
    assert str(told.value) == f"arms › dose: {sentence}"
