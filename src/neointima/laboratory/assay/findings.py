"""Reads the results of a plate back, and says them in sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from neointima.analysis.dose_response.models import MODELS
from neointima.instruments.formula_guard import plain
from neointima.laboratory.results import table

Line = Mapping[str, str]
RATIO = "relative IC50 over that of "
WARNINGS = (": seen", "controls overlap", "the vehicle itself acts", "no higher than the blanks")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reader wants first of a compound: the curve, and potencies as text by their name.

    ``line`` is the first relative potency, ``growth`` the growth-rate lines, ``ratio`` the potency over the reference.
    """

    compound: str
    model: str
    potencies: Mapping[str, str]
    interpolated: str
    depth: str
    why: str
    growth: tuple[Line, ...]
    ratio: str
    line: Line | None


def lines_of(folder: Path, name: str) -> list[dict[str, str]]:
    """A table of the results with the names as they were, without the quotes that guard against formulas."""
    return [{key: plain(cell or "") for key, cell in line.items()} for line in table(folder, name)]


def findings(folder: Path) -> list[Finding]:
    """One finding a compound, from fits.csv."""
    lines = lines_of(folder, "fits.csv")
    return [_finding(one, lines) for one in lines if one["quantity"] == "chosen"]


def warnings(folder: Path) -> list[str]:
    """What must be known before any number is read: compounds refused, plates in doubt, wells that stand out."""
    said = [line["note"] for line in lines_of(folder, "notes.csv") if "not fitted" in line["note"]]
    checks = [one for one in lines_of(folder, "quality.csv") if any(word in one["note"] for word in WARNINGS)]
    said += [f"{one['plate']}: {one['check']} {number(one['value'])}, {one['note']}" for one in checks]
    lines = lines_of(folder, "fits.csv")
    said += [
        f"{one['compound'] or 'the compound'}: {one['note']}" for one in lines if "differ; read each" in one["note"]
    ]
    odd = [one for one in lines_of(folder, "wells.csv") if one["flag"]]
    if odd:
        several = "well stands" if len(odd) == 1 else "wells stand"
        said.append(f"{len(odd)} {several} out; kept in the fit and flagged in wells.csv")
    return said


def sentences(folder: Path) -> list[str]:
    """The findings for a terminal, then warnings and notes."""
    said = []
    for one in findings(folder):
        name = one.compound or "the compound"
        potencies = "; ".join(f"{quantity} {text}" for quantity, text in one.potencies.items())
        flat = f"{one.why}; half of the control: {one.interpolated}" if one.interpolated[:1] == ">" else one.why
        said.append(f"{name}: {potencies if one.model != 'none' else flat}")
        said += [f"{name}: {one.ratio}"] if one.ratio else []
        said += [f"{name}: GR50 {said_of(line)}" for line in one.growth if line["quantity"] == "GR50"]
    checks = [one for one in lines_of(folder, "quality.csv") if one["check"] == "Z prime" and one["value"]]
    said += [f"{one['plate']}: Z′ {number(one['value'])}, {one['note']}" for one in checks]
    above = warnings(folder)
    said += [f"warning: {text}" for text in above]
    return said + [f"note: {one['note']}" for one in lines_of(folder, "notes.csv") if one["note"] not in above]


def number(text: str) -> str:
    """A number to three figures; '' where there is none."""
    return f"{float(text):.3g}" if text else ""


def said_of(line: Line) -> str:
    """A potency as people write it: number, interval and unit, or the inequality, or why there is none."""
    if line["interval"] == "inequality":
        return line["note"].rsplit(": ", 1)[-1]
    if not line["estimate"]:
        return f"not given: {line['note']}"
    text = f"{number(line['estimate'])} {line['unit']}".strip()
    if line["lower"] and line["upper"]:
        upper = "∞" if line["upper"] == "inf" else number(line["upper"])
        text += f" ({number(line['lower'])} to {upper})"
    return text + (f", {line['note']}" if line["note"] and line["model"] != "none" else "")


def _finding(chosen: Line, lines: Sequence[Line]) -> Finding:
    compound, model = chosen["compound"], chosen["model"]
    mine = [one for one in lines if one["compound"] == compound and one["interval"] != "delta"]
    potent = [
        one for one in mine if one["model"] == model and one["quantity"].startswith(("relative IC", "absolute IC"))
    ]
    own = [one for one in potent if not one["quantity"].startswith(RATIO)]
    ratio = next((one for one in mine if one["quantity"].startswith(RATIO) and one["interval"] != "Fieller"), None)
    return Finding(
        compound=compound,
        model=model,
        potencies={one["quantity"]: said_of(one) for one in own},
        interpolated=next((said_of(one) for one in mine if one["quantity"] == "interpolated IC50"), ""),
        depth=_depth([one for one in lines if one["compound"] == compound], model),
        why=_why(chosen),
        growth=tuple(one for one in lines if one["compound"] == compound and one["model"] == "growth rate"),
        ratio=_ratio_said(ratio) if ratio else "",
        line=own[0] if own else None,
    )


def _ratio_said(line: Line) -> str:
    return f"{line['quantity']} {said_of(line)}"


def _why(chosen: Line) -> str:
    """The title of the chosen curve and why it was chosen."""
    if chosen["model"] not in MODELS:
        return chosen["note"]
    return f"{MODELS[chosen['model']].title}: {chosen['note'].split(': ', 1)[-1]}"


def _depth(mine: Sequence[Line], model: str) -> str:
    """Upper and lower limit of the chosen curve, and which of them was held."""
    limits = {one["quantity"]: one for one in mine if one["model"] == model and one["quantity"] in ("c", "d")}
    said = [
        number(limits[key]["estimate"]) + " (held)" * (limits[key]["interval"] == "held")
        for key in ("d", "c")
        if key in limits
    ]
    return " to ".join(said)
