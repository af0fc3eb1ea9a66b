"""A slide of 20,000 × 20,000 pixels with its smaller copies is outlined in memory that does not grow with it.

The limit was stated before: 1 GB, of which 1.2 GB would be the full picture alone. About a minute.
"""

import json
import subprocess
import sys

import numpy as np
import tifffile
from PIL import Image
from tests.degraded_photograph import faults, photograph
from tests.drawn_section import drawn_section

SIDE, TILE, MOST = 20_000, 512, 1000
OUTLINE = """
import json, sys
from pathlib import Path
from neointima.instruments.segmentation.outlined import outlined
drawn = outlined(Path(sys.argv[1])).drawing
lumen = next(one for one in drawn.outlines if one.label == "Lumen").polygons[0][0]
# The peak of this process alone; ru_maxrss would keep its parent's.
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps({"kilobytes": int(peak), "low": lumen.min(axis=0).tolist(), "high": lumen.max(axis=0).tolist()}))
"""


def tiles(picture, side):
    """Tiles of the picture enlarged to ``side`` pixels, one at a time."""
    step = len(picture) / side
    for top in range(0, side, TILE):
        rows = np.minimum((np.arange(top, top + TILE) + 0.5) * step, len(picture) - 1).astype(int)
        for left in range(0, side, TILE):
            columns = np.minimum((np.arange(left, left + TILE) + 0.5) * step, len(picture) - 1).astype(int)
            yield picture[rows[:, None], columns]


def write_slide(path, picture):
    """Copies of 20,000, 10,000, 5,000 and 2,500 pixels."""
    with tifffile.TiffWriter(path, bigtiff=True) as file:
        for level in range(4):
            side = SIDE >> level
            file.write(
                tiles(picture, side),
                shape=(side, side, 3),
                dtype=np.uint8,
                tile=(TILE, TILE),
                photometric="rgb",
                compression="jpeg",
                subifds=3 if level == 0 else None,
                subfiletype=0 if level == 0 else 1,
            )


def test_memory_of_a_large_slide(tmp_path, claim):
    photo = photograph(drawn_section(scale=0.8, seed=9), "vvg", 3900, faults(3900, 0.0, pixels=(2e-6,)))
    shape = photo.picture.shape[:2]
    square = np.asarray(Image.fromarray(photo.picture).crop((0, 0, min(shape), min(shape))))
    write_slide(tmp_path / "slide.tif", square)
    command = [sys.executable, "-c", OUTLINE, str(tmp_path / "slide.tif")]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    times = SIDE / len(square)
    true = photo.canvas.to_pixels(photo.contours.lumen) * times
    # A pixel of the copy that is looked at is some 15 of the slide; outlines are placed to one or two of those.
    np.testing.assert_allclose([found["low"], found["high"]], [true.min(axis=0), true.max(axis=0)], atol=40)
    megabytes = found["kilobytes"] / 1024
    claim(f"slide of {SIDE:,} × {SIDE:,} pixels, memory of outlining it, MB", megabytes, f"{MOST}", megabytes < MOST)
