"""Reads a run folder back: what the report and the command line say is taken from its files alone."""

from pathlib import Path
from typing import Any

import numpy as np

from neointima import menu
from neointima.laboratory.folder import FINISHED, read_table
from neointima.laboratory.recordings import read
from neointima.laboratory.replicate_trials import TABLE as REPLICATES
from neointima.library.shelf import read_toml
from neointima.mistake import Mistake
from neointima.simulation.recording import Recording

KINDS = {"ratio_of_means": "ratio", "superiority": "difference", "arm_mean": "mean"}
KINDS |= {"arm_rate": "rate", "rate_difference": "difference"}
KINDS |= {"non_inferior_rate": "difference against a margin", "non_inferior_mean": "difference against a margin"}
COUNTED = ("in_stent_binary_restenosis", "in_segment_binary_restenosis")
FILES = ("study.toml", "cases.csv", "parameters.csv", "measurements.csv", FINISHED)


def study(folder: Path) -> dict[str, Any]:
    """The study as it was run; a Mistake when the folder holds no finished run."""
    for name in FILES:
        if not (folder / name).is_file():
            raise Mistake(f"{folder}: no finished run here ({name} is missing); give the folder that a run printed")
    return read_toml(folder / "study.toml", f"{folder}/study.toml")


def table(folder: Path, name: str) -> list[dict[str, str]]:
    """One of the tables of a run; a Mistake when it was damaged."""
    try:
        return read_table(folder / name)
    except (OSError, UnicodeDecodeError) as error:
        raise Mistake(f"{folder / name}: cannot be read ({error}); run the study again") from None


def label(endpoint: str) -> str:
    """The name of an endpoint as people say it."""
    return str(menu.choose("endpoints", endpoint)().label)


def sentences(folder: Path) -> list[str]:
    """The findings as lines for a terminal: effect and interval first, the published value, then P."""
    lines = [str(study(folder)["title"]), ""]
    for row in table(folder, FINISHED):
        measure = KINDS.get(row["test"], row["test"])
        said = f"{figure(row['estimate'])} {effect_unit(row['test'], row['unit'])}" if row["estimate"] else "no value"
        text = f"{label(row['endpoint'])}, {row['arms']}, {measure}: {said}".rstrip()
        text += f" ({figure(row['lower'])} to {figure(row['upper'])})" if row["lower"] else ""
        text += f"; published {figure(row['published_estimate'])}" if row["published_estimate"] else ""
        text += {"yes": ", agrees", "no": ", does not agree"}.get(row["agrees"], "")
        text += f"; P {p_value(row['p_value'])}" if row["p_value"] else ""
        lines.append(text)
    return lines + next_trials(folder)


def next_trials(folder: Path) -> list[str]:
    """What replicates of a trial say of the published one; nothing where nothing was replicated."""
    rows = table(folder, REPLICATES) if (folder / REPLICATES).is_file() else []
    if not rows:
        return []
    inside = sum(row["is_inside"] == "yes" for row in rows)
    lines = ["", f"Next trials: {inside} of {len(rows)} published values lie where 95 % of next trials would."]
    for row in rows:
        if row["probability"]:
            what = f"{label(row['endpoint'])}, {row['arms']}, {KINDS.get(row['test'], row['test'])}"
            verdict = f"{'a' if row['published_claim'] == 'yes' else 'no'} claim as published"
            lines.append(f"  {what}: {verdict} in {100 * float(row['probability']):.0f} % of them")
    return lines


def figure(text: str) -> str:
    """A number to three figures."""
    return f"{float(text):.3g}" if text else "–"


def unit(text: str) -> str:
    """A unit as people write it."""
    return text.replace("**2", "²").replace("**3", "³").replace("percent", "%")


def effect_unit(test: str, text: str) -> str:
    """The unit of what a test estimates: shares differ by points."""
    return "points" if text == "percent" and KINDS.get(test, "").startswith("difference") else unit(text)


def level(comparison: dict[str, Any]) -> str:
    """Confidence of a comparison's interval in percent: 95, but 1 − 2α where a margin is tested at another α."""
    return f"{100 * (1 - 2 * comparison['alpha']):g}" if "alpha" in comparison else "95"


def is_counted(endpoint: str) -> bool:
    """Whether an endpoint is of patients who had something or had not, rather than of a size."""
    return endpoint in COUNTED or hasattr(menu.choose("endpoints", endpoint), "events")


def p_value(text: str) -> str:
    """P, never smaller than a thousandth: simulated cases are as alike as we make them."""
    return "< 0.001" if float(text) < 1e-3 else f"= {float(text):.2g}"


def recordings(folder: Path) -> dict[str, Recording]:
    """What happened in each arm, its batches put together again."""
    by_arm: dict[str, list[Recording]] = {arm: [] for arm in study(folder)["arms"]}
    for path in sorted((folder / "recordings").glob("*.nc")):
        by_arm[path.stem.rsplit("_", 1)[0]].append(read(path))
    if not all(by_arm.values()):
        raise Mistake(f"{folder}/recordings: an arm has no recording; run the study again")
    return {arm: together(parts) for arm, parts in by_arm.items()}


def together(parts: list[Recording]) -> Recording:
    """The batches of an arm as one recording, without what differs in size from one section to the next."""
    alike = [name for name in parts[0].values if len({part.values[name].shape[1:] for part in parts}) == 1]
    values = {name: np.concatenate([part.values[name] for part in parts]) for name in alike}
    return Recording(parts[0].times, parts[0].days, values, parts[0].world)


def endpoint_unit(endpoint: str) -> str:
    """The unit that an endpoint is written in."""
    return str(menu.choose("endpoints", endpoint)().unit)
