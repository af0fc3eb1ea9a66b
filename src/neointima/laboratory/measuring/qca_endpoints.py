"""What the endpoints of the package say of filmed lesions, one by one and of a group."""

from collections.abc import Iterator, Sequence
from math import nan
from typing import Any, NamedTuple

import numpy as np

from neointima import menu
from neointima.analysis import summarise
from neointima.analysis.arm_mean import ArmMean
from neointima.analysis.two_proportions.one_arm import clopper_pearson
from neointima.analysis.two_proportions.table import Arm
from neointima.instruments.qca_recording import recording_of
from neointima.instruments.qca_table import Lesion
from neointima.laboratory.measuring.measured import Value
from neointima.quantities.kinds import Array
from neointima.quantities.units import convert
from neointima.simulation.recording import NotRecorded, reads

RULE = "50 % diameter stenosis or more at follow-up; papers differ between at least and more than 50 %"


class GroupSummary(NamedTuple):
    """One endpoint of a group in the unit of the field: mean ± SD, or a rate, with its 95 % interval.

    ``n`` lesions have it, ``missing`` do not. ``interval`` names the method.
    """

    group: str
    endpoint: str
    label: str
    unit: str
    mean: float
    sd: float
    n: int
    missing: int
    lower: float
    upper: float
    interval: str


def measured_endpoints(lesions: Sequence[Lesion]) -> Iterator[tuple[str, Any, Array]]:
    """Each endpoint that angiograms allow: its name, itself, and its value of each lesion in the unit of the field."""
    recordings = {segment: recording_of(lesions, segment=segment) for segment in ("in_stent", "in_segment")}
    for name in menu.choices("endpoints"):
        endpoint = menu.choose("endpoints", name)()
        if reads(endpoint.world, "angiograms"):
            recording = recordings["in_segment" if name.startswith("in_segment") else "in_stent"]
            try:
                values = convert(endpoint.measure(recording), endpoint.si, endpoint.unit)
            except NotRecorded:
                # Films show no events.
                continue
            if np.isfinite(values).any():
                yield name, endpoint, values


def lesion_values(lesions: Sequence[Lesion], name: str, *, endpoint: Any, values: Array) -> list[Value]:
    """One row a lesion that has the endpoint."""
    basis = RULE if hasattr(endpoint, "is_share") else ""
    return [
        Value(lesion.name, name, float(value), endpoint.unit, basis)
        for lesion, value in zip(lesions, values, strict=True)
        if np.isfinite(value)
    ]


def group_summary(group: str, name: str, *, endpoint: Any, values: Array) -> GroupSummary:
    """Mean ± SD with the t interval, or the rate with the exact interval of Clopper and Pearson."""
    known = values[np.isfinite(values)]
    n, missing = known.size, values.size - known.size
    if not n:
        return GroupSummary(group, name, endpoint.label, endpoint.unit, nan, nan, 0, missing, nan, nan, "")
    summary = summarise(known)
    if hasattr(endpoint, "is_share"):
        found = clopper_pearson(Arm(round(float(known.sum()) / 100), n))
        limits, sd, method = (100 * found.lower, 100 * found.upper), nan, "Clopper-Pearson, exact"
    else:
        estimate = ArmMean().estimate(summary)
        limits, sd, method = (estimate.lower, estimate.upper), summary.sd, "t"
    return GroupSummary(
        *(group, name, endpoint.label, endpoint.unit, summary.mean, sd, n, missing), *limits, interval=method
    )


def summary_values(one: GroupSummary) -> list[Value]:
    """The summary as tidy rows."""
    rows = [
        ("rate" if np.isnan(one.sd) and one.interval != "t" else "mean", one.mean, one.unit),
        ("SD", one.sd, one.unit),
        ("lesions", float(one.n), ""),
        ("lesions without it", float(one.missing), ""),
        (f"lower 95 % limit ({one.interval})", one.lower, one.unit),
        (f"upper 95 % limit ({one.interval})", one.upper, one.unit),
    ]
    return [Value(one.group, one.endpoint, value, unit, basis) for basis, value, unit in rows if np.isfinite(value)]
