"""The command line: neointima animals TABLE [--control GROUP] [--groups GROUPS] [--out DIR]."""

import argparse
from pathlib import Path
from typing import Any

from neointima.interfaces.share import share


def add(commands: Any) -> None:
    """Put the command beside the others."""
    animals = commands.add_parser(
        "animals", help="groups of an animal study: sections in stents in animals, the animal the unit"
    )
    animals.add_argument(
        "table", type=Path, metavar="TABLE", help="CSV or XLSX: animal, stent, group and values; or measurements.csv"
    )
    animals.add_argument(
        "--groups",
        type=Path,
        metavar="GROUPS",
        help="with measurements.csv: file, animal, stent, group of each section",
    )
    animals.add_argument(
        "--control", default="", metavar="GROUP", help="every group against this (default: the one called control)"
    )
    animals.add_argument("--level", type=share, default=0.95, help="confidence of intervals (0.95)")
    animals.add_argument(
        "--out", type=Path, metavar="DIR", help="folder of the results (default: a new one under animals/)"
    )
    animals.set_defaults(work=_animals)


def _animals(options: argparse.Namespace) -> None:
    from neointima.interfaces.report.animals_page import write_animals
    from neointima.laboratory.animals.analyse import analyse, save
    from neointima.laboratory.animals.animal_study import sentences
    from neointima.laboratory.folder import free_name

    study = analyse(options.table, groups=options.groups, control=options.control, level=options.level)
    options.out = options.out or free_name(Path("animals"), options.table.stem)
    save(study, options.out)
    page = write_animals(study, options.out)
    print("\n".join([*sentences(study), "", f"page: {page}"]))
