"""The laboratory's own trials of itself: verification, validation, benchmarks and the fit, as they were last run."""

from neointima.laboratory.folder import read_table
from neointima.library.shelf import LIBRARY

KINDS = {
    "verification": "Are the equations solved correctly?",
    "validation": "Do results agree with published experiments?",
    "benchmarks": "How fast is it?",
    "fit_bench": "What the fitted numbers of the plate were fitted to",
    "fit": "What the fitted numbers were fitted to",
    "fit_clinic": "What the fitted numbers of patients were fitted to",
    "fit_background": "What events beside the lesion, and the wall of a restenosis, were fitted to",
}


def check_table(kind: str) -> list[dict[str, str]]:
    """The rows of one table, none where it was never run."""
    path = LIBRARY / "checks" / f"{kind}.csv"
    return read_table(path) if path.is_file() else []
