"""The command line: neointima vtk RUN_DIR."""

import argparse
from pathlib import Path
from typing import Any


def add(commands: Any) -> None:
    """Put the command beside the others."""
    vtk = commands.add_parser("vtk", help="drug maps of a finished run as VTK files, for ParaView")
    vtk.add_argument("folder", type=Path, metavar="RUN_DIR")
    vtk.set_defaults(work=_vtk)


def _vtk(options: argparse.Namespace) -> None:
    from neointima.laboratory.vtk_files import write_vtk

    for collection in write_vtk(options.folder):
        print(f"open in ParaView: {collection}")
