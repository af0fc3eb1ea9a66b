"""The command line: neointima picture RUN_DIR."""

import argparse
from pathlib import Path
from typing import Any


def add(commands: Any) -> None:
    """Put the command beside the others."""
    picture = commands.add_parser(
        "picture", help="stained sections of a finished run, with outlines for QuPath and ImageJ"
    )
    picture.add_argument("folder", type=Path, metavar="RUN_DIR")
    picture.set_defaults(work=_picture)


def _picture(options: argparse.Namespace) -> None:
    from neointima.laboratory.section_pictures import write_pictures

    for path in write_pictures(options.folder):
        print(path)
