"""The command line: neointima measure FILE… [--scale µm/px] [--out DIR]."""

import argparse
import os
import sys
from collections.abc import Iterable
from math import isfinite, nan
from pathlib import Path
from typing import Any

MICRO, MILLI, LONGEST, MOST_FRAMES = 1e-6, 1e-3, 1e6, 100_000


def add(commands: Any) -> None:
    """Put the command beside the others."""
    told = "outlines, pictures and pullbacks of real sections: areas, thickness, struts"
    measure = commands.add_parser("measure", help=told)
    measure.add_argument("files", type=Path, nargs="+", metavar="FILE", help="files, or folders of them")
    measure.add_argument(
        "--out", type=Path, metavar="DIR", help="folder of the results (default: a new one under measured/)"
    )
    scale = "micrometres in a pixel, where a file does not say"
    measure.add_argument("--scale", type=_length, default=nan, metavar="UM", help=scale)
    measure.add_argument(
        "--reference", choices=("auto", "iel", "stent", "eel"), default="auto", help="what stenosis is shown against"
    )
    face = "face of a strut from which the thickness shown runs (default: outer)"
    measure.add_argument("--face", choices=("outer", "inner"), default="outer", help=face)
    measure.add_argument("--classes", type=Path, metavar="TABLE", help="CSV of names in your files and their classes")
    naming = "a name in your files and its class, such as 128=wall"
    measure.add_argument("--class", dest="named", type=_named, nargs="+", action="extend", default=[], help=naming)
    spacing = "millimetres between frames of a pullback, where a file does not say"
    measure.add_argument("--frame-spacing", type=_millimetres, default=nan, metavar="MM", help=spacing)
    strut = "micrometres of metal and polymer, beyond which a strut lies apart from the wall"
    measure.add_argument("--strut", type=_length, default=nan, metavar="UM", help=strut)
    covered = "micrometres that tissue over a strut must exceed to cover it (default: 0)"
    measure.add_argument("--covered", type=_length, default=0.0, metavar="UM", help=covered)
    volume = "how areas along a vessel become a volume: slices is area times spacing, Simpson's rule as it is used"
    measure.add_argument("--volume", choices=("slices", "trapezoid"), default="slices", help=volume)
    ends = "pixels of a vessel on an angiogram, its proximal and its distal end"
    measure.add_argument("--ends", type=_ends, default=(), metavar="X,Y,X,Y", help=ends)
    catheter = "size in French of the catheter that is drawn on an angiogram"
    measure.add_argument("--catheter", type=_french, default=nan, metavar="F", help=catheter)
    frame = "frame of an angiogram, from 1 (default: the one that the file stands for)"
    measure.add_argument("--frame", type=_number, default=0, metavar="N", help=frame)
    measure.add_argument(
        "--workers", type=_processes, default=os.cpu_count() or 1, metavar="N", help="processes to use"
    )
    whose = "table of file, animal, stent and group: compares the groups, the animal the unit"
    measure.add_argument("--groups", type=Path, metavar="TABLE", help=whose)
    measure.add_argument("--control", default="", metavar="GROUP", help="with --groups: what each is compared with")
    measure.set_defaults(work=_measure)


def _length(text: str) -> float:
    """Metres of a length in micrometres."""
    return _above_zero(text, "micrometres") * MICRO


def _millimetres(text: str) -> float:
    """Metres of a length in millimetres."""
    return _above_zero(text, "millimetres") * MILLI


def _above_zero(text: str, unit: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = nan
    if not (isfinite(value) and 0 < value < LONGEST):
        raise argparse.ArgumentTypeError(f"{unit} above zero expected, such as 0.5, not '{text}'")
    return value


def _french(text: str) -> float:
    """Metres of a size in French, a third of a millimetre each."""
    return _above_zero(text, "a size in French") * MILLI / 3


def _ends(text: str) -> tuple[float, ...]:
    try:
        found = tuple(float(part) for part in text.split(","))
    except ValueError:
        found = ()
    if len(found) != 4 or not all(map(isfinite, found)):
        raise argparse.ArgumentTypeError(f"four numbers x,y,x,y in pixels are expected, not '{text}'")
    return found


def _number(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= MOST_FRAMES:
        raise argparse.ArgumentTypeError(f"the number of a frame from 1 is expected, not '{text}'")
    return int(text)


def _named(text: str) -> tuple[str, str]:
    name, equals, kind = text.rpartition("=")
    if not equals or not name.strip():
        raise argparse.ArgumentTypeError(f"a name and its class are expected, such as 128=wall, not '{text}'")
    return name.strip(), kind.strip().lower()


def _processes(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(f"a number of processes from 1 to 256 is expected, not '{text}'")
    return int(text)


def _measure(options: argparse.Namespace) -> int:
    from neointima.instruments.animal_table import animal_table
    from neointima.instruments.dicom.called import called
    from neointima.interfaces.report.measure.pictures import draw
    from neointima.interfaces.report.measure_page import write_measured
    from neointima.laboratory.folder import free_name
    from neointima.laboratory.measuring.measure_files import measure_files
    from neointima.laboratory.measuring.measured import Wish

    if options.groups:
        from neointima.instruments.animal_table import animal_table

        # Before hours of pictures, not after them.
        animal_table(options.groups)
    options.out = options.out or free_name(Path("measured"), Path(called(options.files[0])).stem or "files")
    wish = Wish(
        scale=options.scale,
        frame_spacing=options.frame_spacing,
        reference=options.reference,
        face=options.face,
        classes=str(options.classes or ""),
        named=tuple(options.named),
        strut=options.strut,
        covered=options.covered,
        volume=options.volume,
        ends=options.ends,
        catheter=options.catheter,
        frame=options.frame,
    )
    done = measure_files(options.files, options.out, wish, draw=draw, workers=options.workers, watch=_watch)
    for one in done:
        for sentence in one.refused:
            print(f"neointima: {sentence}", file=sys.stderr)
    page = write_measured(options.out)
    sections = {(row[0], row[1]) for one in done for row in one.values}
    print(f"{len(done)} files, {len(sections)} sections measured; {sum(bool(one.refused) for one in done)} with faults")
    print(f"\nmeasurements: {options.out / 'measurements.csv'}\npage: {page}")
    if options.groups:
        _compare(options)
    return 1 if any(one.refused for one in done) else 0


def _compare(options: argparse.Namespace) -> None:
    """The groups of what was measured, into a folder of their own."""
    from neointima.interfaces.report.animals_page import write_animals
    from neointima.laboratory.animals.analyse import analyse, save
    from neointima.laboratory.animals.animal_study import sentences

    study = analyse(options.out / "measurements.csv", groups=options.groups, control=options.control)
    save(study, options.out / "animals")
    page = write_animals(study, options.out / "animals")
    print("\n".join(["", *sentences(study), "", f"groups: {page}"]))


def _watch(files: Iterable[Any], total: int) -> Iterable[Any]:
    from tqdm import tqdm

    return tqdm(files, total=total, desc="measuring", unit="file", disable=not sys.stderr.isatty(), leave=False)
