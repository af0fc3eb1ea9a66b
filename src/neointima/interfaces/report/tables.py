"""What the report says in words and rows, from the tables of a run."""

from collections import Counter
from itertools import cycle
from pathlib import Path
from typing import Any

from neointima.interfaces.report.figures import COLOURS
from neointima.laboratory import published, results
from neointima.laboratory.catalogue import names
from neointima.quantities.units import convert

TESTS = {
    "superiority": "difference of means (Welch)",
    "ratio_of_means": "ratio of means",
    "arm_mean": "mean of one arm",
    "arm_rate": "rate of one arm (Wilson)",
    "rate_difference": "difference of rates (Miettinen–Nurminen)",
    "non_inferior_rate": "non-inferiority of rates (Farrington–Manning)",
    "non_inferior_mean": "non-inferiority of means (Welch)",
}
GRADES = {
    "measured": "measured in this drug, species and tissue",
    "fitted": "fitted to published calibration data by a script that can be rerun",
    "transferred": "measured in another drug, species or tissue",
    "assumed": "assumed, with the reason beside it",
}


def findings(folder: Path) -> list[dict[str, str]]:
    """Findings as a reader wants them."""
    rows = []
    compared = results.study(folder).get("compare", [])
    for row, comparison in zip(results.table(folder, "findings.csv"), compared, strict=True):
        unit = results.effect_unit(row["test"], row["unit"]) if row["estimate"] else ""
        interval = f"{results.figure(row['lower'])} to {results.figure(row['upper'])}" if row["lower"] else "–"
        if row["lower"] and (level := results.level(comparison)) != "95":
            interval += f" ({level} %)"
        rows.append(
            {
                "endpoint": results.label(row["endpoint"]),
                "arms": row["arms"],
                "kind": TESTS.get(row["test"], row["test"]),
                "estimate": f"{results.figure(row['estimate'])} {unit}",
                "interval": interval,
                "p": results.p_value(row["p_value"]).removeprefix("= ") if row["p_value"] else "–",
                "published": results.figure(row["published_estimate"]),
                "source": row["published_source"],
                "agrees": row["agrees"] or "–",
            }
        )
    return rows


def arms(study: dict[str, Any]) -> list[dict[str, str]]:
    """What each arm received."""
    return [{"name": name, **arm} for name, arm in study["arms"].items()]


def colours(study: dict[str, Any]) -> dict[str, str]:
    """The colour of each arm on the page."""
    return dict(zip(study["arms"], cycle(COLOURS), strict=False))


def day(study: dict[str, Any]) -> int:
    """The day that results are dated by; a plate is dated by its hours."""
    conditions = study["conditions"]
    return int(conditions["days"]) if "days" in conditions else round(conditions.get("hours", 72.0) / 24)


def cases(study: dict[str, Any]) -> str:
    """How many animals or plates an arm has, or patients a trial, in words."""
    conditions = study["conditions"]
    if "plates" in conditions:
        return f"{conditions['plates']} simulated plates an arm"
    if "patients" in conditions:
        sizes = {name: int(arm["patients"]) for name, arm in study["arms"].items()}
        own = f" ({', '.join(f'{n} {name}' for name, n in sizes.items())})" if len(sizes) > 1 else ""
        return f"{sum(sizes.values())} simulated patients{own}"
    if "animals" not in conditions:
        return "one wall an arm, nothing drawn by lot"
    return f"{conditions['animals']} simulated animals an arm"


def groups(folder: Path, study: dict[str, Any]) -> dict[str, dict[str, list[float]]]:
    """Values of the compared endpoints by arm."""
    compared = dict.fromkeys(row["endpoint"] for row in study.get("compare", []))
    values: dict[str, dict[str, list[float]]] = {endpoint: {arm: [] for arm in study["arms"]} for endpoint in compared}
    for row in results.table(folder, "measurements.csv"):
        if row["endpoint"] in values and row["value"]:
            values[row["endpoint"]][row["arm"]].append(float(row["value"]))
    return values


def means(folder: Path) -> list[dict[str, str]]:
    """Mean and SD of every endpoint in every arm."""
    values: dict[tuple[str, str], dict[str, list[float]]] = {}
    for row in results.table(folder, "measurements.csv"):
        own = values.setdefault((row["endpoint"], row["unit"]), {})
        own.setdefault(row["arm"], [])
        if row["value"]:
            own[row["arm"]].append(float(row["value"]))
    return [
        {
            "endpoint": results.label(endpoint),
            "unit": results.unit(unit),
            **{arm: _count(v) if results.is_counted(endpoint) else _spread(v) for arm, v in own.items()},
        }
        for (endpoint, unit), own in values.items()
    ]


def _count(values: list[float]) -> str:
    """Of those who have a value, how many had the event."""
    had = sum(value > 0 for value in values)
    return f"{had} of {len(values)} ({100 * had / len(values):.1f} %)" if values else "not reached"


def _spread(values: list[float]) -> str:
    if not values:
        return "not reached"
    mean = sum(values) / len(values)
    if len(values) == 1:
        return f"{mean:.3g}"
    deviation = (sum((value - mean) ** 2 for value in values) / max(len(values) - 1, 1)) ** 0.5
    return f"{mean:.3g} ± {deviation:.2g}"


def known(study: dict[str, Any]) -> dict[tuple[str, str], tuple[float, float]]:
    """Published mean and SD by endpoint and our arm; relative values, which have no SD, are left out."""
    found = {}
    for row in study.get("compare", []):
        reference = row.get("published", {"arms": []})
        for ours, theirs in zip(row["arms"], reference["arms"], strict=False):
            result = published.result(reference["study"], row["endpoint"], theirs, day=reference.get("day", day(study)))
            if "sd" in result:
                unit = results.endpoint_unit(row["endpoint"])
                mean, sd = (float(convert(result[key], result["unit"], unit)) for key in ("mean", "sd"))
                found[row["endpoint"], ours] = (mean, sd)
    return found


def is_calibration(study: dict[str, Any]) -> bool:
    """Whether a published value beside the findings was itself used to fit the library's numbers."""
    named = [(row["endpoint"], row["published"]) for row in study.get("compare", []) if "published" in row]
    rows = [
        published.result(one["study"], endpoint, arm, day=one.get("day", day(study)))
        for endpoint, one in named
        for arm in one["arms"]
    ]
    return any(row["split"] == "calibration" for row in rows)


def citations(study: dict[str, Any]) -> list[dict[str, Any]]:
    """The published studies that stand beside ours."""
    cited = dict.fromkeys(row["published"]["study"] for row in study.get("compare", []) if "published" in row)
    return [published.study(name) for name in cited]


def corrections() -> list[dict[str, str]]:
    """Every published row of the two target tables that was printed wrong, and what is right."""
    studies = (published.study(name) for name in names("published"))
    return [{"title": one["title"], "text": one["correction"]} for one in studies if "correction" in one]


def parameters(folder: Path) -> list[dict[str, str]]:
    """Every number used."""
    return results.table(folder, "parameters.csv")


def grades(rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    """How many numbers of each grade."""
    counts = Counter(row["grade"] for row in rows)
    return [{"grade": grade, "meaning": meaning, "count": counts[grade]} for grade, meaning in GRADES.items()]


def headline(study: dict[str, Any], rows: list[dict[str, str]]) -> str:
    """The answer in a sentence; none where nothing was asked."""
    if not rows:
        return ""
    first = next((row for row in rows if row["kind"].startswith("ratio")), rows[0])
    text = f"{first['endpoint']}, {first['arms']}: {first['kind']} {first['estimate'].strip()}"
    usual = "" if "%" in first["interval"] else "95 % "
    text += f" ({usual}interval {first['interval']})" if first["interval"] != "–" else ""
    text += f" in {cases(study)} at day {day(study)}"
    return text + (f"; published {first['published']}." if first["published"] != "–" else ".")
