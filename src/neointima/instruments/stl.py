"""STL files, binary and text: triangles in. They name no unit and promise nothing."""

import re
from pathlib import Path

import numpy as np

from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

LARGEST_FILE, LARGEST_TEXT, MOST_TRIANGLES = 500_000_000, 100_000_000, 5_000_000
HEAD = 84
RECORD = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
VERTEX = re.compile(rb"vertex[ \t]+(\S+)[ \t]+(\S+)[ \t]+(\S+)", re.IGNORECASE)


def read_stl(path: Path) -> Array:
    """Corners of the triangles as written, shape (t, 3, 3); a Mistake when it is no STL file or too large."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise Mistake(
                f"{path.name}: {size / 1e6:.0f} MB, and {LARGEST_FILE // 10**6} MB can be read; coarsen the mesh"
            )
        content = path.read_bytes()
    except OSError as error:
        raise Mistake(f"{path.name}: cannot be read ({error.strerror}); check the path") from None
    count = int.from_bytes(content[80:HEAD], "little") if len(content) >= HEAD else 0
    if len(content) == HEAD + RECORD.itemsize * count and count:
        _check_count(count, path.name)
        corners = np.frombuffer(content, RECORD, count, HEAD)["corners"].astype(np.float64)
    elif content[:512].lstrip().lower().startswith(b"solid"):
        corners = _text(content, path.name)
    else:
        raise Mistake(
            f"{path.name}: no STL file, or one that was cut off: its head promises {count} triangles, "
            f"which take {HEAD + RECORD.itemsize * count} bytes, and it has {len(content)}; export it again"
        )
    if not np.all(np.isfinite(corners)):
        raise Mistake(f"{path.name}: some corners are not finite numbers; export it again")
    return corners


def _check_count(count: int, name: str) -> None:
    if count > MOST_TRIANGLES:
        raise Mistake(f"{name}: {count} triangles, and {MOST_TRIANGLES} can be read; coarsen the mesh")


def _text(content: bytes, name: str) -> Array:
    if len(content) > LARGEST_TEXT:
        raise Mistake(f"{name}: a text file above {LARGEST_TEXT // 10**6} MB; export it as binary STL")
    vertices = VERTEX.findall(content)
    facets = len(re.findall(rb"endfacet", content, re.IGNORECASE))
    if not facets or len(vertices) != 3 * facets:
        raise Mistake(
            f"{name}: {len(vertices)} corners for {facets} triangles in a text STL file, three each are needed; "
            "export it again"
        )
    _check_count(facets, name)
    try:
        return np.array(vertices, dtype="S32").astype(np.float64).reshape(-1, 3, 3)
    except ValueError as error:
        raise Mistake(f"{name}: a corner is not written as a number ({error}); export it again") from None
