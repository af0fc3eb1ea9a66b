"""The command line: neointima run | report | list | show, and the commands that have files of their own beside it."""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from neointima import __version__
from neointima.interfaces import (
    animals_command,
    assay_command,
    compare_command,
    measure_command,
    meta_command,
    pathway_commands,
    picture_command,
    power_command,
    release_command,
    vtk_command,
)
from neointima.mistake import Mistake

STOPPED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command: status 0 when done, 1 when some files failed, 2 for a mistake of the user, 130 when stopped."""
    options = parser().parse_args(_as_values(sys.argv[1:] if arguments is None else arguments))
    try:
        done: int | None = options.work(options)
        return done or 0
    except Mistake as mistake:
        print(f"neointima: {mistake}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"neointima: interrupted; what was finished is kept, {_way_on(options)}", file=sys.stderr)
        return STOPPED
    except ArithmeticError as error:
        print(f"neointima: {error}; a number of the study leads beyond what can be solved", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return STOPPED
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"neointima: {where}{error.strerror}; mend that, then {_way_on(options)}", file=sys.stderr)
        return 2


def _as_values(arguments: Sequence[str]) -> list[str]:
    """``-3%`` is a value, not an option: the parser takes what holds a space for one, and readers strip it."""
    return [f" {one}" if re.match(r"-\.?\d", one) else one for one in arguments]


def _way_on(options: argparse.Namespace) -> str:
    """How to go on after an interruption."""
    out = getattr(options, "out", None)
    if out and (out / "findings.csv").exists():
        return f"'neointima report {out}' writes its report"
    return f"run the same again with --out {out} to go on" if out else "run the same again"


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(prog="neointima", description="A drug-eluting stent from the coating to the lumen.")
    top.add_argument("--version", action="version", version=f"neointima {__version__}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="run a study and write its report")
    run.add_argument("study", type=Path, metavar="STUDY.toml")
    run.add_argument("--out", type=Path, metavar="DIR", help="folder of the run (default: a new one under runs/)")
    told = "processes to use, or the scheduler of a Dask cluster, tcp://host:port (default 1)"
    run.add_argument("--workers", type=_workers, default=1, metavar="N", help=told)
    run.add_argument("--set", nargs="+", action="extend", default=[], metavar="KEY=VALUE", help="change a value")
    run.set_defaults(work=_run)
    report = commands.add_parser("report", help="write the report of a finished run again")
    report.add_argument("folder", type=Path, metavar="RUN_DIR")
    report.set_defaults(work=_report)
    listing = commands.add_parser("list", help="what there is: drugs, devices, arteries, published, endpoints, …")
    listing.add_argument("kind", metavar="KIND")
    listing.set_defaults(work=_list)
    show = commands.add_parser("show", help="all that is known of one thing, sources included")
    show.add_argument("kind", metavar="KIND")
    show.add_argument("name", nargs="?", metavar="NAME")
    show.set_defaults(work=_show)
    assay_command.add(commands)
    pathway_commands.add(commands)
    release_command.add(commands)
    vtk_command.add(commands)
    picture_command.add(commands)
    measure_command.add(commands)
    compare_command.add(commands)
    power_command.add(commands)
    meta_command.add(commands)
    animals_command.add(commands)
    return top


def _workers(text: str) -> int | str:
    if re.fullmatch(r"(tcp|tls)://(\[[0-9A-Fa-f:.]+\]|[\w.-]+):\d{1,5}", text):
        return text
    if not text.isdigit() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(
            "a number of processes from 1 to 256, or the scheduler of a Dask cluster as tcp://host:port, is expected, "
            f"not '{text}'"
        )
    return int(text)


def _run(options: argparse.Namespace) -> None:
    from neointima.interfaces.report.page import write_report
    from neointima.laboratory.folder import free_name
    from neointima.laboratory.run import run

    options.out = options.out or free_name(Path("runs"), options.study.stem)
    run(options.study, options.out, changes=options.set, workers=options.workers, watch=_watch, follow=_follow)
    page = write_report(options.out)
    _print_findings(options.out)
    print(f"\nreport: {page}")


def _watch(batches: Iterable[Any], total: int) -> Iterable[Any]:
    from tqdm import tqdm

    return tqdm(batches, total=total, desc="simulating", unit="batch", disable=not sys.stderr.isatty(), leave=False)


def _follow(name: str, days: float) -> Callable[[float], None]:
    """Shows how far a wall has come, in days."""
    from tqdm import tqdm

    bar = tqdm(total=round(days, 3), desc=name, unit="day", disable=not sys.stderr.isatty(), leave=False)

    def reached(day: float) -> None:
        bar.update(round(day - bar.n, 3))
        if bar.n >= bar.total:
            bar.close()

    return reached


def _report(options: argparse.Namespace) -> None:
    from neointima.interfaces.report.page import write_report

    print(f"report: {write_report(options.folder)}")


def _list(options: argparse.Namespace) -> None:
    from neointima.laboratory.catalogue import titles

    rows = titles(options.kind)
    width = max(len(name) for name, _ in rows)
    for name, title in rows:
        print(f"{name:<{width}}  {title}")


def _show(options: argparse.Namespace) -> None:
    from neointima.laboratory.catalogue import describe

    for line in describe(options.kind, options.name):
        print(line)


def _print_findings(out: Path) -> None:
    from neointima.laboratory.results import sentences

    print("\n".join(sentences(out)))


if __name__ == "__main__":
    sys.exit(main())
