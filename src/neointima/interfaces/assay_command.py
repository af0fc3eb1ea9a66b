"""The command line: neointima assay PLATE… [--layout LAYOUT] [--out DIR]."""

import argparse
from math import isfinite, nan
from pathlib import Path
from typing import Any


def add(commands: Any) -> None:
    """Put the command beside the others."""
    assay = commands.add_parser("assay", help="dose and response from a plate reader's files: IC50 with intervals")
    assay.add_argument("plates", type=Path, nargs="+", metavar="PLATE", help="CSV, TSV or XLSX; several plates at once")
    assay.add_argument("--layout", type=Path, metavar="LAYOUT", help="what is in which well")
    assay.add_argument(
        "--out", type=Path, metavar="DIR", help="folder of the results (default: a new one under assays/)"
    )
    assay.add_argument("--model", default="auto", help="3PL, 4PL, 5PL, weibull_1, … (default: chosen by AICc)")
    assay.add_argument(
        "--variance", choices=("constant", "power", "robust"), default="constant", help="how the spread behaves"
    )
    assay.add_argument(
        "--absolute", type=_response, metavar="RESPONSE", help="response of an absolute IC50 (default: half)"
    )
    assay.add_argument("--percent", type=_percent, nargs="+", default=[50.0], metavar="P", help="IC at P percent (50)")
    assay.add_argument("--reference", default="", metavar="COMPOUND", help="what potency ratios are taken over")
    assay.add_argument(
        "--control",
        choices=("auto", "vehicle", "untreated", "none"),
        default="auto",
        help="what responses are divided by (default: own control, vehicle, untreated, whichever is there first)",
    )
    assay.add_argument("--hold", type=_held, nargs="+", default=[], metavar="LETTER=VALUE", help="hold b, c, d or f")
    assay.add_argument(
        "--share",
        type=_letters,
        default="",
        metavar="LETTERS",
        help="also fit all compounds together, such as cd common",
    )
    assay.set_defaults(work=_assay)


def _held(text: str) -> tuple[str, float]:
    letter, _, number = text.partition("=")
    try:
        value = float(number)
    except ValueError:
        value = nan
    if letter not in tuple("bcdf") or not isfinite(value):
        raise argparse.ArgumentTypeError(f"a letter of b, c, d, f and a number are expected, such as c=0, not '{text}'")
    return letter, value


def _letters(text: str) -> str:
    if len(set(text)) != len(text) or not set(text) <= set("bcd"):
        raise argparse.ArgumentTypeError(f"letters of b, c, d are expected, such as cd, not '{text}'")
    return text


def _percent(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 100:
        raise argparse.ArgumentTypeError(f"a percent between 0 and 100 is expected, not '{text}'")
    return value


def _response(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = nan
    if not isfinite(value):
        raise argparse.ArgumentTypeError(f"a response is expected, not '{text}'")
    return value


def _assay(options: argparse.Namespace) -> None:
    from neointima.interfaces.report.assay_page import write_assay
    from neointima.laboratory.assay.analyse import analyse
    from neointima.laboratory.assay.compound import Wish
    from neointima.laboratory.assay.findings import sentences
    from neointima.laboratory.folder import free_name

    options.out = options.out or free_name(Path("assays"), options.plates[0].stem)
    wish = Wish(
        options.model,
        options.variance,
        options.absolute,
        tuple(options.percent),
        dict(options.hold),
        options.control,
        options.share,
    )
    analyse(options.plates, options.out, layout=options.layout, wish=wish, reference=options.reference)
    page = write_assay(options.out)
    print("\n".join(sentences(options.out)))
    print(f"\npage: {page}")
