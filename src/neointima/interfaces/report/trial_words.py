"""What the page of a trial says in words: its headline, and what next trials would find."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from neointima import menu
from neointima.interfaces.report import tables
from neointima.laboratory import results

SAME_VERDICT, PERCENT = 0.8, 100
CLAIMS = {
    "superiority": "a difference",
    "rate_difference": "a difference",
    "ratio_of_means": "a ratio other than 1",
    "non_inferior_rate": "non-inferiority",
    "non_inferior_mean": "non-inferiority",
}


def headline(folder: Path, study: dict[str, Any]) -> str:
    """The first finding in a sentence: effect, interval, patients, published value."""
    row = results.table(folder, "findings.csv")[0]
    unit = results.effect_unit(row["test"], row["unit"])
    what = (
        f"{results.label(row['endpoint'])} {when(row['endpoint'], study)}, {row['arms'].replace(' vs ', ' against ')}"
    )
    if not row["estimate"]:
        return f"{what}: no value, for no patient of an arm has one; {tables.cases(study)}."
    first = study["compare"][0]
    text = f"{what}: {results.KINDS[row['test']].removesuffix(' against a margin')}"
    text += f" {results.figure(row['estimate'])} {unit}".rstrip()
    if row["lower"]:
        interval = f"{results.figure(row['lower'])} to {results.figure(row['upper'])}"
        text += f" ({results.level(first)} % interval {interval}{_margin(first)})"
    text += f" in {tables.cases(study)}"
    return text + (f"; published {results.figure(row['published_estimate'])}." if row["published_estimate"] else ".")


def _margin(comparison: dict[str, Any]) -> str:
    return f", margin {comparison['margin'].replace('percent', 'points')}" if comparison.get("margin") else ""


def when(endpoint: str, study: dict[str, Any]) -> str:
    """Events count until the end; films and ultrasound are of their day."""
    days = study["conditions"]["days"]
    if hasattr(menu.choose("endpoints", endpoint), "events"):
        return f"by day {days}"
    return f"at day {study['conditions'].get('film_day', 0) or days}"


def next_trials(rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Each comparison over replicate trials, in plain words."""
    return [_next_trial(row) for row in rows]


def _next_trial(row: dict[str, str]) -> dict[str, str]:
    unit = results.effect_unit(row["test"], row["unit"])
    lower, upper, middle, known = (results.figure(row[key]) for key in ("lower", "upper", "estimate", "published"))
    claim = CLAIMS.get(row["test"], "a difference")
    verdict, share = {"yes": claim, "no": f"not {claim}"}.get(row["published_claim"], ""), ""
    if row["probability"]:
        share = f"{PERCENT * float(row['probability']):.0f} %"
    return {
        "endpoint": results.label(row["endpoint"]),
        "arms": row["arms"],
        "kind": results.KINDS.get(row["test"], row["test"]),
        "n": row["n"],
        "published": f"{known} {unit}".rstrip(),
        "interval": f"{lower} to {upper} {unit}".rstrip(),
        "middle": middle,
        "inside": row["is_inside"],
        "verdict": verdict or "–",
        "share": share,
        "repeats": ("yes" if float(row["probability"]) >= SAME_VERDICT else "no") if share else "",
        "split": row["split"],
    }


def thin_draws(rows: Sequence[dict[str, str]], study: dict[str, Any]) -> bool:
    """Whether an arm has fewer patients than the published arms whose replicates are drawn from it."""
    fewest = min(int(arm["patients"]) for arm in study["arms"].values())
    return any(fewest < int(n) for row in rows for n in row["n"].split(" + "))
