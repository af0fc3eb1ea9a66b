"""OME-TIFF of a stained picture: tiled, compressed, with smaller copies for zooming, and calibrated."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from neointima.instruments.whole_file import whole_file

TILE, SMALLEST = 512, 256
MICRO = 1e6


def write_ome_tiff(path: Path, picture: NDArray[np.uint8], pixel: float, *, stain: str = "", about: str = "") -> None:
    """Write (rows, columns, 3) with pixels of side ``pixel`` [m], whole or not at all.

    Each smaller copy is half as wide as the one before, down to 256 pixels. ``stain`` names image and channel, and
    ``about`` is the description. The identity of the file is made from its content, so the same picture gives the same
    bytes.
    """
    from tifffile import TiffWriter

    copies = list(_halved(picture))
    metadata = {
        "axes": "YXS",
        "Name": stain or path.name,
        "Description": about or stain,
        "PhysicalSizeX": pixel * MICRO,
        "PhysicalSizeXUnit": "µm",
        "PhysicalSizeY": pixel * MICRO,
        "PhysicalSizeYUnit": "µm",
        "Channel": {"Name": stain or "RGB"},
        "UUID": f"urn:uuid:{UUID(bytes=sha256(picture.tobytes()).digest()[:16], version=5)}",
    }
    with whole_file(path) as part, TiffWriter(part, ome=True, bigtiff=False) as file:
        dots = 0.01 / pixel
        for level, copy in enumerate([picture, *copies]):
            file.write(
                copy,
                photometric="rgb",
                compression="zlib",
                predictor=True,
                tile=(TILE, TILE),
                resolution=(dots / 2**level, dots / 2**level),
                resolutionunit="CENTIMETER",
                metadata=metadata if level == 0 else None,
                subifds=len(copies) if level == 0 else None,
                subfiletype=0 if level == 0 else 1,
                software="neointima",
            )


def _halved(picture: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
    while min(picture.shape[:2]) >= 2 * SMALLEST:
        picture = np.asarray(Image.fromarray(picture).reduce(2))
        yield picture
