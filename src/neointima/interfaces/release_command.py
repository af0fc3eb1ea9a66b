"""The command line: neointima release CURVE [--dose DOSE] [--platform DEVICE] [--model MODEL] [--out DIR]."""

import argparse
from pathlib import Path
from typing import Any


def add(commands: Any) -> None:
    """Put the command beside the others."""
    release = commands.add_parser("release", help="release models fitted to a measured elution curve; a device file")
    release.add_argument("curve", type=Path, metavar="CURVE", help="CSV, TSV or XLSX: time [day], released [%%]")
    release.add_argument("--dose", default="", metavar="DOSE", help="drug on the stent, such as '10 ug/mm' or '180 ug'")
    release.add_argument("--length", default="", metavar="LENGTH", help="of the stent, such as '18 mm'")
    release.add_argument("--thickness", default="", metavar="T", help="of the coating, such as '8 um'")
    release.add_argument("--platform", default="", metavar="DEVICE", help="device of the library with the same struts")
    release.add_argument(
        "--coating", default="", metavar="SIDE", help="conformal or abluminal (default: the platform's)"
    )
    release.add_argument(
        "--model", default="auto", help="first_order, coating_diffusion, … or imposed_curve (default: chosen by AICc)"
    )
    release.add_argument(
        "--out", type=Path, metavar="DIR", help="folder of the results (default: a new one under releases/)"
    )
    release.set_defaults(work=_release)


def _release(options: argparse.Namespace) -> None:
    from neointima.interfaces.report.release_page import write_release
    from neointima.laboratory.elution.analyse import analyse
    from neointima.laboratory.elution.findings import sentences
    from neointima.laboratory.elution.wish import Wish
    from neointima.laboratory.folder import free_name

    options.out = options.out or free_name(Path("releases"), options.curve.stem)
    wish = Wish(
        dose=options.dose,
        length=options.length,
        thickness=options.thickness,
        platform=options.platform,
        coating=options.coating,
        model=options.model,
    )
    analyse(options.curve, options.out, wish)
    page = write_release(options.out)
    print("\n".join(sentences(options.out)))
    print(f"\npage: {page}")
