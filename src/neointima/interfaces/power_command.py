"""The command line: neointima power rates P1 P2 | means DIFF SD | survival HR [--margin M --higher-is …] [--n N]."""

import argparse
import sys
from typing import Any

from neointima.interfaces.share import share
from neointima.mistake import Mistake

TAKES = {"rates": 2, "means": 2, "survival": 1}
EXAMPLES = {"rates": "rates 8% 10%", "means": "means 0.15 0.5", "survival": "survival 0.7"}


def add(commands: Any) -> None:
    """Put the command beside the others."""
    power = commands.add_parser("power", help="patients for a power, or power of patients; boundaries of interim looks")
    power.add_argument("kind", choices=tuple(TAKES), help="rates P1 P2, means DIFFERENCE SD, survival HAZARD_RATIO")
    power.add_argument("truth", nargs="+", metavar="VALUE", help="what is assumed true; rates as 8%% or 0.08")
    power.add_argument("--margin", default="", metavar="M", help="of non-inferiority: 3.5%%, 0.15mm, or a hazard ratio")
    power.add_argument(
        "--higher-is", choices=("worse", "better"), default="", help="which way harms; a margin needs it"
    )
    power.add_argument("--alpha", type=share, metavar="A", help="0.025 one-sided, 0.05 two-sided unless said")
    power.add_argument("--power", type=share, metavar="P", help="0.9, or 90%%, unless said")
    power.add_argument(
        "--n",
        type=float,
        help="patients of the tested arm (survival: events in all unless --follow-up is said): gives the power",
    )
    power.add_argument(
        "--ratio", type=float, default=1.0, help="size of the comparator over that of the tested arm (1)"
    )
    power.add_argument("--sides", type=int, choices=(1, 2), help="2, or 1 against a margin, unless said")
    power.add_argument("--looks", type=int, default=1, metavar="K", help="at the data, the last included (1)")
    power.add_argument("--spending", choices=("obrien_fleming", "pocock"), default="obrien_fleming", help="of alpha")
    plan = power.add_argument_group("survival: patients who bring the events (times in one unit of your choice)")
    plan.add_argument("--accrual", type=float, metavar="T", help="how long patients enter, evenly (0)")
    plan.add_argument("--follow-up", type=float, metavar="T", help="of the last patient who enters")
    plan.add_argument("--control-rate", type=share, metavar="P", help="of the comparator with the event --by a time")
    plan.add_argument("--control-median", type=float, metavar="T", help="by when half of the comparator has the event")
    plan.add_argument("--drop-out", type=share, default=0.0, metavar="P", help="lost --by that time, in both arms (0)")
    plan.add_argument("--by", type=float, metavar="T", help="the time of --control-rate and --drop-out")
    power.set_defaults(work=_power)


def _power(options: argparse.Namespace) -> None:
    from neointima.laboratory.sizing.asked import asked
    from neointima.laboratory.sizing.planned import hazards, means, rates, sentences

    if len(options.truth) != TAKES[options.kind]:
        raise Mistake(f"power {options.kind}: {TAKES[options.kind]} values expected, such as {EXAMPLES[options.kind]}")
    values = [_number(text, options.kind) for text in options.truth]
    names = ("margin", "higher_is", "alpha", "power", "n", "ratio", "sides", "looks", "spending")
    wish = asked(**{name: getattr(options, name) for name in names})
    if options.kind == "rates":
        question = rates(values[0], values[1], wish)
    elif options.kind == "means":
        question = means(values[0], values[1], wish)
    else:
        question = hazards(values[0], wish)
    plan = _plan(options, values[0])
    if plan and wish.n is not None:
        wish = wish._replace(n=plan.events(wish.n))
    sys.stdout.write("\n".join([*sentences(question, wish, plan), ""]))


def _plan(options: argparse.Namespace, hazard_ratio: float) -> Any:
    """How patients are followed, where it is said; only survival has it."""
    from neointima.laboratory.sizing.follow_up_plan import follow_up_plan

    names = ("accrual", "follow_up", "control_rate", "control_median", "drop_out", "by")
    said = {name: getattr(options, name) for name in names}
    if options.kind != "survival":
        if given := [name for name, value in said.items() if value]:
            raise Mistake(
                f"power {options.kind}: --{given[0].replace('_', '-')} belongs to power survival; leave it out"
            )
        return None
    return follow_up_plan(hazard_ratio, **said, ratio=options.ratio)


def _number(text: str, kind: str) -> float:
    """A number, or a percentage where rates are asked for."""
    bare = text.removesuffix("%") if kind == "rates" else text
    try:
        return float(bare) / (100 if bare != text else 1)
    except ValueError:
        raise Mistake(f"power {kind}: '{text[:20]}' is not a number; write for example {EXAMPLES[kind]}") from None
