"""Files that are written whole or not at all."""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from neointima.mistake import Mistake

# The name of a file that is being written; a process that is killed leaves it behind.
PART = re.compile(r"\.[a-z0-9_]{8}\.part(\.\w+)?")


@contextmanager
def whole_file(path: Path, *, way_on: str = "make room or choose another place") -> Iterator[Path]:
    """A file beside ``path`` to write into; it takes the name of ``path`` when all went well and goes otherwise.

    A Mistake that ends in ``way_on`` when the disk will not take it.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=f".part{path.suffix}")
    except OSError as error:
        raise Mistake(f"{path}: cannot be written ({error.strerror}); {way_on}") from None
    os.close(handle)
    part = Path(name)
    try:
        yield part
        part.chmod(0o644)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Mistake(f"{path}: cannot be written ({error.strerror}); {way_on}") from None
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def parts(folder: Path) -> list[Path]:
    """Files in ``folder`` and below that were being written when their process was killed."""
    return [path for path in folder.rglob(".*") if PART.fullmatch(path.name)]
