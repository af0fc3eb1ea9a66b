"""Reads the results of a plate back, and says them in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from neointima.laboratory.results import table

Line = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reader wants first of a compound: the model, and potencies as text; ``line`` is the relative IC50."""

    compound: str
    model: str
    relative: str
    absolute: str
    interpolated: str
    depth: str
    why: str
    line: Line | None


def findings(folder: Path) -> list[Finding]:
    """One finding a compound, from fits.csv."""
    lines = table(folder, "fits.csv")
    return [_finding(one, lines) for one in lines if one["quantity"] == "chosen"]


def sentences(folder: Path) -> list[str]:
    """The findings for a terminal, then the notes."""
    said = []
    for one in findings(folder):
        name = one.compound or "the compound"
        text = f"{name}: relative IC50 {one.relative}" if one.model != "none" else f"{name}: {one.why}"
        said.append(text + (f"; absolute IC50 {one.absolute}" if one.absolute and one.model != "none" else ""))
    checks = table(folder, "quality.csv")
    said += [
        f"{one['plate']}: Z′ {one['value'][:5]}, {one['note']}"
        for one in checks
        if one["check"] == "Z prime" and one["value"]
    ]
    return said + [f"note: {one['note']}" for one in table(folder, "notes.csv")]


def _finding(chosen: Line, lines: list[dict[str, str]]) -> Finding:
    compound, model = chosen["compound"], chosen["model"]
    mine = [one for one in lines if one["compound"] == compound]
    relative = _line(mine, model, "relative IC50")
    return Finding(
        compound,
        model,
        said(relative),
        said(_line(mine, model, "absolute IC50")),
        said(_line(mine, "none", "interpolated IC50")),
        _depth(mine, model),
        chosen["note"],
        relative,
    )


def _line(mine: list[dict[str, str]], model: str, quantity: str) -> Line | None:
    """The profile row of a quantity, or its inequality."""
    rows = [one for one in mine if one["model"] == model and one["quantity"] == quantity]
    return next((one for one in rows if one["interval"] != "delta"), None)


def said(line: Line | None) -> str:
    """A potency as people write it: number, interval and unit, or the inequality, or why there is none."""
    if line is None:
        return ""
    if line["interval"] == "inequality":
        return line["note"].rsplit(": ", 1)[-1]
    if not line["estimate"]:
        return line["note"]
    text = f"{float(line['estimate']):.3g} {line['unit']}".strip()
    if line["lower"] and line["upper"]:
        upper = "∞" if line["upper"] == "inf" else f"{float(line['upper']):.3g}"
        text += f" ({float(line['lower']):.3g} to {upper})"
    return text + (f", {line['note']}" if line["note"] and line["model"] != "none" else "")


def _depth(mine: list[dict[str, str]], model: str) -> str:
    """Lower and upper limit of the chosen curve."""
    limits = {
        one["quantity"]: one["estimate"] for one in mine if one["model"] == model and one["quantity"] in ("c", "d")
    }
    return " to ".join(f"{float(limits[key]):.3g}" for key in ("d", "c") if limits.get(key))
