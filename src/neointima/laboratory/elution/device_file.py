"""A device of the library's own format, from a fitted or followed elution curve."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

import tomlkit

from neointima import menu
from neointima.analysis.release_fit.fit import Fit
from neointima.instruments.elution_curve import Curve
from neointima.laboratory.elution.wish import IMPOSED, Wish
from neointima.library import shelf
from neointima.library.recipe import SILENT
from neointima.quantities.sourced import Sourced
from neointima.quantities.units import convert

SOURCE = "own_measurement"
STAND_IN = "multilink_vision"
# Dose [ug/mm] and coating [um] where neither user nor platform give one.
DOSE, THICKNESS = 5.0, 10.0
# What a device file says of the bare stent: tables, and words beside its title.
METAL, METAL_WORDS = ("struts", "pattern"), ("alloy", "strut_shape")
KEPT = ("source", "grade", "seen", "spread", "note")
SHOWN = {"1/s": "1/day", "": "percent"}
PARTITION = (
    "measured into a liquid that carries the drug off, which does not tell it; 1 is no preference; a partition"
    " experiment between polymer and tissue would replace it"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A curve, the file it came from, what the user said beside it, and the fit chosen; None to follow the points."""

    file: str
    curve: Curve
    wish: Wish
    fit: Fit | None


def thickness(wish: Wish) -> float:
    """Thickness of the coating [m], the stand-in where it is not known."""
    said = wish.coating_thickness()
    return float(convert(THICKNESS, "um", "m")) if isnan(said) else said


def device_text(measured: Measured) -> tuple[str, list[str]]:
    """The device file as text, and warnings on what in it stands in for numbers that were not given."""
    stent = shelf.load("devices", measured.wish.platform or STAND_IN)
    dose, warnings = _dose(measured.wish, stent)
    if not measured.wish.platform:
        warnings.append(
            f"no platform was named, so the struts are those of {stent.words['title']}; name one with --platform"
        )
    coating = measured.wish.coating or str(stent.words.get("coating", "none"))
    if coating == "none":
        coating = "conformal"
        warnings.append("the coating is taken to be all round the strut; --coating abluminal changes that")
    name = measured.curve.name or measured.file.rsplit(".", 1)[0]
    words = {
        "title": name[:100],
        **{word: str(stent.words[word]) for word in METAL_WORDS if word in stent.words},
        "drug": stent.words.get("drug", "none"),
        "coating": coating,
        "note": f"Written by neointima release from {measured.file}.",
    }
    if words["drug"] == "none":
        del words["drug"]
    release, more = _release(measured)
    document = tomlkit.document()
    for word, text in words.items():
        document.add(word, tomlkit.item(text))
    for table in METAL:
        if lines := _metal(stent, table, named=bool(measured.wish.platform)):
            document.add(table, _table(lines))
    document.add("release", _table({"model": release.pop("model"), "dose_per_length": dose, **release}))
    return tomlkit.dumps(document), warnings + more


def _table(entries: Mapping[str, Any]) -> Any:
    table = tomlkit.table()
    for key, entry in entries.items():
        if isinstance(entry, str):
            table.add(key, entry)
            continue
        line = tomlkit.inline_table()
        line.update({part: value for part, value in entry.items() if part == "unit" or value not in ("", None)})
        table.add(key, line)
    return table


def _line(value: Any, unit: str, *, grade: str, note: str) -> dict[str, Any]:
    """A number of this device; measured and fitted ones cite the user's own measurement."""
    own = {"source": SOURCE} if grade != "assumed" else {}
    seen = {"seen": "read"} if grade == "measured" else {}
    return {"value": value, "unit": unit, **own, "grade": grade, **seen, "note": note}


def _metal(stent: shelf.Item, table: str, *, named: bool) -> dict[str, Any]:
    """A table on the metal of a device as it stands, or as assumptions where the user did not name the device."""
    lines: dict[str, Any] = {"model": stent.models[table]} if table in stent.models else {}
    for key, number in stent.numbers.items():
        if key.startswith(f"{table}."):
            own = {part: getattr(number, part) for part in KEPT}
            own["spread"] = own["spread"] if own["spread"] > 1 else None
            if not named:
                note = f"no platform was named; as {stent.words['title']}; --platform or a micrograph would replace it"
                own = {"grade": "assumed", "note": note}
            lines[key.split(".")[1]] = {"value": number.value, "unit": number.unit, **own}
    return lines


def _dose(wish: Wish, stent: shelf.Item) -> tuple[dict[str, Any], list[str]]:
    """The dose as given; else the platform's, else a stand-in, both assumed and warned of."""
    said = wish.dose_per_length()
    if not isnan(said):
        return _line(
            _short(float(convert(said, "kg/m", "ug/mm"))), "ug/mm", grade="measured", note="given with --dose"
        ), []
    platform: Sourced | None = stent.numbers.get("release.dose_per_length")
    if platform and stent.models.get("release") not in SILENT:
        note = f"no dose was given; that of {stent.words['title']}; --dose would replace it"
        return {**_line(platform.value, platform.unit, grade="assumed", note=note)}, [
            f"no dose was given, so that of {stent.words['title']} stands in; give yours with --dose"
        ]
    note = "no dose was given; about that of Xience V (88 ug on 18 mm); --dose would replace it"
    return _line(DOSE, "ug/mm", grade="assumed", note=note), [
        f"no dose for each length of stent was given, so {DOSE:g} ug/mm stands in; give yours with --dose '10 ug/mm'"
    ]


def _release(measured: Measured) -> tuple[dict[str, Any], list[str]]:
    """The release table but the dose, its fitted numbers with the file they were fitted to."""
    curve, one = measured.curve, measured.fit
    if one is None:
        days = [_short(day) for day in convert(curve.times, "s", "day")]
        percents = [_short(100 * share) for share in curve.fractions]
        note = f"the points of {measured.file}"
        return {
            "model": IMPOSED,
            "times": _line(days, "day", grade="measured", note=note),
            "fractions": _line(percents, "percent", grade="measured", note=note),
        }, []
    whole = f"{one.points} points of {measured.file}, residual SD {100 * one.sd:.2g} points"
    lines: dict[str, Any] = {"model": one.candidate.name}
    for parameter in one.parameters:
        unit = shown_unit(one.candidate.name, parameter.field)
        value, low, high = in_shown(parameter[1:4], one.candidate.name, parameter.field)
        interval = f"; 95 % interval {low:.3g} to {high:.3g}" if not isnan(low) else ""
        flag = f"; {parameter.flag}" if parameter.flag else ""
        lines[parameter.field] = _line(_short(value), unit, grade="fitted", note=f"fitted to {whole}{interval}{flag}")
    if "sequestered" not in lines:
        note = f"fitted to {whole}: letting some stay for good does not lower AICc"
        lines["sequestered"] = _line(0.0, "percent", grade="fitted", note=note)
    if not one.candidate.is_film:
        return lines, []
    layer, warnings = _thickness(measured.wish)
    return lines | {"coating_thickness": layer, "partition": _line(1.0, "", grade="assumed", note=PARTITION)}, warnings


def _thickness(wish: Wish) -> tuple[dict[str, Any], list[str]]:
    said = wish.coating_thickness()
    if not isnan(said):
        return _line(_short(float(convert(said, "m", "um"))), "um", grade="measured", note="given with --thickness"), []
    note = (
        "no thickness was given; the curve tells diffusivity over thickness squared alone, so change both together;"
        " --thickness would replace it"
    )
    return _line(THICKNESS, "um", grade="assumed", note=note), [
        f"no thickness of the coating was given, so diffusivities are those of a film of {THICKNESS:g} um; give yours"
        " with --thickness '8 um'"
    ]


def shown_unit(model: str, field: str) -> str:
    """The unit that a field of a release model is written in."""
    symbol = shelf.units_of(menu.choose("submodels/release", model))[field].symbol
    return SHOWN.get(symbol, symbol)


def in_shown(values: tuple[float, ...], model: str, field: str) -> list[float]:
    """SI values of a field in the unit that it is written in."""
    unit = shown_unit(model, field)
    si = {"1/day": "1/s", "percent": ""}.get(unit, unit)
    return [float(value) for value in convert(values, si, unit)]


def _short(value: float) -> float:
    """Six figures: more than any curve tells."""
    return float(f"{value:.6g}")
