"""The command line: neointima meta TABLE --measure rr|or|rd|md [--method …] | --network NAME [--out DIR]."""

import argparse
import sys
from pathlib import Path
from typing import Any

from neointima.mistake import Mistake


def add(commands: Any) -> None:
    """Put the command beside the others."""
    meta = commands.add_parser("meta", help="trials pooled, or a network of stents: forest, funnel, ranks")
    meta.add_argument("table", type=Path, nargs="?", metavar="TABLE", help="CSV or XLSX: a trial in each line")
    meta.add_argument(
        "--measure", choices=("rr", "or", "rd", "md"), default="", help="ratio, odds ratio, difference, means"
    )
    meta.add_argument(
        "--method", choices=("reml", "dl", "fixed", "mantel_haenszel", "peto"), default="reml", help="default reml"
    )
    meta.add_argument("--network", default="", metavar="NAME", help="of the shelf instead, such as in_stent_late_loss")
    meta.add_argument("--share-imaged", type=float, metavar="S", help="network: assumed where a trial does not say it")
    meta.add_argument("--level", type=float, default=0.95, help="confidence of intervals (0.95)")
    meta.add_argument(
        "--out", type=Path, metavar="DIR", help="folder of the results (default: a new one under pooled/)"
    )
    meta.set_defaults(work=_meta)


def _meta(options: argparse.Namespace) -> None:
    if bool(options.table) == bool(options.network):
        raise Mistake("meta: give a table of trials, or --network NAME of the shelf, one of the two")
    if options.network:
        _network(options)
        return
    from neointima.interfaces.report.meta_page import write_pooled
    from neointima.laboratory.folder import free_name
    from neointima.laboratory.pooling.pool import pool, save, sentences
    from neointima.laboratory.pooling.trials import trials

    if not options.measure:
        raise Mistake("measure: say what is pooled, --measure rr, or, rd (counts) or md (means)")
    found = pool(trials(options.table), options.measure, options.method, level=options.level)
    options.out = options.out or free_name(Path("pooled"), options.table.stem)
    save(found, options.out)
    page = write_pooled(found, options.out, name=options.table.stem)
    sys.stdout.write("\n".join([*sentences(found), "", f"page: {page}", ""]))


def _network(options: argparse.Namespace) -> None:
    from neointima.interfaces.report.network_page import write_network
    from neointima.laboratory.folder import free_name
    from neointima.laboratory.pooling.stents import save, sentences, stents

    found = stents(options.network, share_imaged=options.share_imaged, level=options.level)
    options.out = options.out or free_name(Path("pooled"), options.network)
    save(found, options.out)
    page = write_network(found, options.out)
    sys.stdout.write("\n".join([*sentences(found), "", f"page: {page}", ""]))
