"""The folder of measurements: what is finished in it, and for whom."""

import json
from hashlib import sha256
from pathlib import Path

from neointima import __version__
from neointima.instruments.whole_file import parts
from neointima.laboratory.folder import open_results, write_text
from neointima.laboratory.measuring.files import ABOUT, AUTOMATIC, Source
from neointima.laboratory.measuring.measured import Wish
from neointima.mistake import Mistake

WISH, FINISHED, FILES = "wish.json", "measurements.csv", "files"
# Files of these endings beside another of the same stem are measured with it.
BESIDE = (".geojson", ".roi", ".zip", AUTOMATIC, ABOUT)


def open_measured(out: Path, wish: Wish) -> None:
    """Make the folder ready: new, empty, or holding an unfinished run of the same wish to go on with."""
    asked = json.dumps({"version": __version__, **wish._asdict()}, indent=1)
    held = out / WISH
    if (out / FINISHED).exists():
        raise Mistake(f"{out}: already holds measurements; choose another --out or remove the folder")
    if held.exists():
        if held.read_text(encoding="utf-8") != asked:
            raise Mistake(f"{out}: holds a run that was asked for otherwise; choose another --out")
        for part in parts(out):
            part.unlink(missing_ok=True)
    else:
        open_results(out)
    (out / FILES).mkdir(exist_ok=True)
    (out / "pictures").mkdir(exist_ok=True)
    write_text(held, asked)


def kept(out: Path, source: Source) -> Path:
    """Where the outcome of a file is kept: by its name and, so that a changed file is measured anew, size and time.

    Files that are measured with it count too, as lines drawn on a film.
    """
    mark = sha256(str(source.path).encode())
    stem = source.path.name.split(".")[0]
    names = (source.path, *(source.path.with_name(f"{stem}{ending}") for ending in BESIDE))
    for each in names:
        try:
            state = each.stat()
        except OSError:
            continue
        mark.update(f"{each.name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return out / FILES / f"{source.stem}_{mark.hexdigest()[:16]}.json"
