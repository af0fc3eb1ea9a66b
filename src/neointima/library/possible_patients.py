"""Patients who cannot be: numbers of a population that contradict each other."""

from collections.abc import Mapping

from neointima.mistake import Mistake
from neointima.quantities.kinds import Array
from neointima.quantities.sourced import Sourced

# Each place is an artery of its own: this many in one stent are 0.2 mm apart in the longest of 60 mm.
MOST_PLACES = 300
RISING = (
    ("patients.smallest_diameter", "patients.largest_diameter"),
    ("patients.smallest_diameter", "patients.reference_diameter"),
    ("patients.reference_diameter", "patients.largest_diameter"),
    ("patients.lesions_treated", "patients.most_lesions"),
    ("places.shortest_stent", "places.longest_stent"),
)


def check_patients(numbers: Mapping[str, Sourced], values: Mapping[str, Array]) -> None:
    """A Mistake where limits cross, or where the mean patient lies beyond them and would be cut down in silence.

    ``values`` are the ``numbers`` in SI.
    """
    for less, more in RISING:
        if values[less] > values[more]:
            raise Mistake(
                f"{numbers[less].place}: {said(numbers[less])} is more than {more}, {said(numbers[more])}; "
                "change one of them"
            )
    lesion, longest = numbers["patients.lesion_length"], numbers["places.longest_stent"]
    if values["patients.lesion_length"] * values["patients.stented_over_lesion"] > values["places.longest_stent"]:
        raise Mistake(
            f"{lesion.place}: a stent for {said(lesion)} is longer than the longest, {said(longest)}; give the mean "
            "length of a lesion, or change places.longest_stent too"
        )
    treated, apart = numbers["patients.lesions_treated"], numbers["places.place_length"]
    if values["patients.lesions_treated"] < 1:
        raise Mistake(f"{treated.place}: {said(treated)} given; everybody has a lesion, so give 1 or more")
    if values["places.longest_stent"] > MOST_PLACES * values["places.place_length"]:
        raise Mistake(
            f"{apart.place}: places {said(apart)} apart are more than {MOST_PLACES} in a stent of {said(longest)}; "
            "give more millimetres"
        )


def said(number: Sourced) -> str:
    """The number as it was written."""
    return f"{number.value} {number.unit}".strip()
