"""The test that a comparison of a study names, with its margin and direction."""

from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any

from neointima import menu
from neointima.mistake import Mistake
from neointima.quantities.units import quantity

if TYPE_CHECKING:
    from neointima.laboratory.study import Compare

SETTINGS = ("margin", "higher_is", "alpha")


def comparison_test(comparison: "Compare", place: str) -> Any:
    """The statistic of ``comparison``, ready to estimate; a Mistake where its margin or direction is missing or wrong.

    A margin is written with its unit, such as "3.5 percent" or "0.2 mm", and taken in that of the endpoint.
    """
    test = menu.choose("analysis", comparison.test)
    declared: dict[str, Any] = {field.name: field.default for field in fields(test)}
    known = {key: default for key, default in declared.items() if key in SETTINGS}
    given = {key: getattr(comparison, key) for key in SETTINGS if getattr(comparison, key)}
    if declared["of_events"] and not hasattr(menu.choose("endpoints", comparison.endpoint), "is_share"):
        raise Mistake(
            f"{place} › test: {comparison.test} counts events, and {comparison.endpoint} is none; test its mean"
        )
    for key in given:
        # A test of one arm claims nothing, so it has no alpha to change.
        if known.get(key) in {None, 0.0}:
            raise Mistake(f"{place} › {key}: {comparison.test} takes none; remove it or choose another test")
    for key, default in known.items():
        if default is MISSING and key not in given:
            unit = menu.choose("endpoints", comparison.endpoint)().unit
            words = {"margin": f'such as "3.5 {unit}"', "higher_is": 'which way is good, "worse" or "better"'}
            raise Mistake(f"{place} › {key}: {comparison.test} cannot be read without it; add it, {words[key]}")
    if "margin" in given:
        given["margin"] = _margin(comparison, place)
    return test(**given)


def _margin(comparison: "Compare", place: str) -> float:
    unit = menu.choose("endpoints", comparison.endpoint)().unit
    margin = quantity(comparison.margin, unit, place=f"{place} › margin", example=f"0.2 {unit}")
    if not 0 < margin < float("inf"):
        raise Mistake(
            f"{place} › margin: {comparison.margin} given; a margin lies above zero, and higher_is says where"
        )
    return margin
