"""The command line: neointima compare TABLE [--margin 3.5% --higher-is worse] [--out DIR]."""

import argparse
import sys
from pathlib import Path
from typing import Any

from neointima.interfaces.share import share


def add(commands: Any) -> None:
    """Put the command beside the others."""
    compare = commands.add_parser(
        "compare", help="two arms of a trial: rates, means or time to event, as a statistician"
    )
    compare.add_argument("table", type=Path, metavar="TABLE", help="CSV or XLSX: counts, summaries, rows or follow-up")
    compare.add_argument(
        "--margin", default="", metavar="M", help="of non-inferiority: 3.5%%, 0.15mm, or a hazard ratio"
    )
    compare.add_argument(
        "--higher-is", choices=("worse", "better"), default="", help="which way harms; a margin needs it"
    )
    compare.add_argument("--level", type=share, default=0.95, help="confidence of intervals (0.95)")
    compare.add_argument(
        "--arms", nargs=2, default=(), metavar=("TESTED", "COMPARATOR"), help="default: as first named in the table"
    )
    compare.add_argument(
        "--control", default="", metavar="ARM", help="means or rows of values: every arm against this (Dunnett)"
    )
    compare.add_argument(
        "--printed-p",
        default="",
        metavar="P",
        help="what a paper printed, 0.03 or <0.001: does it follow, from which test?",
    )
    compare.add_argument(
        "--out", type=Path, metavar="DIR", help="folder of the results (default: a new one under comparisons/)"
    )
    compare.set_defaults(work=_compare)


def _compare(options: argparse.Namespace) -> None:
    from neointima.interfaces.report.compare_page import write_compared
    from neointima.laboratory.folder import free_name
    from neointima.laboratory.trial.compare import compare, save, sentences
    from neointima.laboratory.trial.wish import wish

    asked = wish(
        margin=options.margin,
        higher_is=options.higher_is,
        level=options.level,
        arms=tuple(options.arms),
        control=options.control,
        printed_p=options.printed_p,
    )
    compared = compare(options.table, asked)
    options.out = options.out or free_name(Path("comparisons"), options.table.stem)
    save(compared, options.out)
    page = write_compared(compared, options.out, name=options.table.stem)
    sys.stdout.write("\n".join([*sentences(compared), "", f"page: {page}", ""]))
