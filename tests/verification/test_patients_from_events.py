"""Patients of a trial of survival, planned from events, against simulated trials: entry, loss and the end of the study.

The formula for events is of first order in the hazard ratio, so power is granted within three points; the number of events
is a plain expectation, so it must agree to 1 %. 3000 trials: the standard error of a power of 0.9 is 0.55 points.
"""

import numpy as np
import pytest

from neointima.analysis.sample_size.size import risks
from neointima.analysis.sample_size.survival import schoenfeld
from neointima.laboratory.sizing.follow_up_plan import follow_up_plan

TRIALS = 3000
PLAN = {"accrual": 18.0, "follow_up": 12.0, "control_rate": 0.3, "control_median": None, "drop_out": 0.1, "by": 12.0}


def simulated(luck, size, *, ratio, hazard, loss):
    """Time and event of each patient, shape (trials, patients): uniform entry over 18, end at 30."""
    treated = np.arange(sum(size)) < size[0]
    shape = (TRIALS, treated.size)
    event = luck.exponential(1 / np.where(treated, ratio * hazard, hazard), shape)
    lost = luck.exponential(1 / loss, shape)
    end = 30 - luck.uniform(0, 18, shape)
    return treated, np.minimum(event, np.minimum(lost, end)), event < np.minimum(lost, end)


def score(treated, time, event, null):
    """z of the partial likelihood at a hazard ratio of ``null``; at 1 the log-rank test."""
    order = np.argsort(time, axis=1)
    arm, dead = treated[order].astype(float), np.take_along_axis(event, order, axis=1)
    at_risk, others = (np.cumsum(one[:, ::-1], axis=1)[:, ::-1] for one in (arm, 1 - arm))
    share = null * at_risk / (null * at_risk + others)
    return np.sum(dead * (arm - share), axis=1) / np.sqrt(np.sum(dead * share * (1 - share), axis=1))


@pytest.mark.parametrize(("truth", "null", "ratio"), [(0.65, 1.0, 1.0), (0.6, 1.0, 0.5), (1.0, 1.4, 1.0)])
def test_the_patients_planned_bring_the_events_and_the_power(truth, null, ratio, claim):
    events = schoenfeld(truth, risks(alpha=0.025, power=0.9, sides=1), null=null, ratio=ratio)
    plan = follow_up_plan(truth, **PLAN, ratio=ratio)
    size = plan.patients(events).rounded()
    hazard, loss = -np.log(0.7) / 12, -np.log(0.9) / 12
    treated, time, event = simulated(np.random.default_rng(61), size, ratio=truth, hazard=hazard, loss=loss)
    seen = float(event.sum(axis=1).mean())
    words = f"hazard ratio {truth} against {null}, {size[0]} + {size[1]} patients"
    claim(
        f"events seen over events planned, {words}",
        seen / plan.events(size[0]),
        "1 ± 0.01",
        abs(seen / plan.events(size[0]) - 1) < 0.01,
    )
    power = float(np.mean(score(treated, time, event, null) < -1.959964))
    claim(f"power of {events:.0f} events, {words}", power, "0.9 ± 0.03", abs(power - 0.9) < 0.03)
