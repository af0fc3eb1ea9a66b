"""The command line: neointima meta TABLE --measure rr|or|rd|md [--network] | meta --network NAME [--out DIR]."""

import argparse
import sys
from pathlib import Path
from typing import Any

from neointima.interfaces.share import share
from neointima.mistake import Mistake

OWN = ""
TABLES = (".csv", ".tsv", ".txt", ".xlsx")


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
    meta.add_argument(
        "--network",
        nargs="?",
        const=OWN,
        metavar="NAME",
        help="join all treatments of the TABLE (one line an arm), or of the shelf's network NAME, in_stent_late_loss",
    )
    meta.add_argument("--reference", default="", metavar="ARM", help="network: what all others are set against")
    meta.add_argument(
        "--higher-is", choices=("worse", "better"), default="", help="network: which way harms; ranks need it"
    )
    meta.add_argument("--share-imaged", type=float, metavar="S", help="network: assumed where a trial does not say it")
    meta.add_argument("--level", type=share, default=0.95, help="confidence of intervals (0.95)")
    meta.add_argument(
        "--out", type=Path, metavar="DIR", help="folder of the results (default: a new one under pooled/)"
    )
    meta.set_defaults(work=_meta)


def _meta(options: argparse.Namespace) -> None:
    if options.network is not None:
        _network(options)
        return
    if not options.table:
        raise Mistake("meta: give a table of trials, or --network NAME of the shelf, one of the two")
    if options.reference or options.higher_is or options.share_imaged is not None:
        raise Mistake("meta: --reference, --higher-is and --share-imaged belong to a network; add --network")
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
    from neointima.laboratory.pooling.joined import save, sentences
    from neointima.laboratory.pooling.stents import stents
    from neointima.laboratory.pooling.table_network import table_network

    table, name = _table_or_name(options)
    wish = {"reference": options.reference, "level": options.level}
    if table:
        if options.share_imaged is not None:
            raise Mistake(
                "share imaged: it belongs to the network of stents; in your table n are patients with a value"
            )
        found = table_network(table, options.measure, higher_is=options.higher_is, **wish)
    else:
        if options.higher_is or options.measure:
            raise Mistake(f"meta: measure and direction of {name} are known; leave --measure and --higher-is out")
        found = stents(name, share_imaged=options.share_imaged, **wish)
    options.out = options.out or free_name(Path("pooled"), table.stem if table else name)
    save(found, options.out)
    page = write_network(found, options.out)
    sys.stdout.write("\n".join([*sentences(found), "", f"page: {page}", ""]))


def _table_or_name(options: argparse.Namespace) -> tuple[Path | None, str]:
    """A table of one's own, also where it stands behind --network, or the name of a network on the shelf."""
    name: str = options.network
    if options.table and name != OWN:
        raise Mistake(f"meta: a table and the network '{name}' of the shelf were given; choose one of the two")
    if not options.table and name == OWN:
        raise Mistake("meta: --network joins a TABLE, one line an arm, or a network of the shelf by its NAME")
    if name.lower().endswith(TABLES):
        return Path(name), OWN
    return options.table, name
