"""Photographs of any size and kind give the same pixels, read piece by piece."""

import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
import tifffile
from PIL import Image

from neointima.instruments.histology.ome_tiff import write_ome_tiff
from neointima.instruments.segmentation.photograph import photograph
from neointima.mistake import Mistake


@pytest.fixture(scope="module")
def picture():
    """Colours that change slowly, so that means of blocks differ little from what is there."""
    y, x = np.mgrid[:1000, :1400]
    return np.stack([x * 255 / 1400, y * 255 / 1000, (x + y) * 255 / 2400], axis=-1).astype(np.uint8)


def reduced(picture, step):
    rows, columns = picture.shape[0] // step * step, picture.shape[1] // step * step
    blocks = picture[:rows, :columns].reshape(rows // step, step, columns // step, step, 3)
    return blocks.mean(axis=(1, 3))


WRITERS = {
    "strips.tif": lambda path, picture: tifffile.imwrite(path, picture, photometric="rgb", rowsperstrip=37),
    "tiles.tif": lambda path, picture: tifffile.imwrite(path, picture, photometric="rgb", tile=(128, 96)),
    "packed.tif": lambda path, picture: tifffile.imwrite(
        path, picture, photometric="rgb", tile=(64, 64), compression="zlib", predictor=True
    ),
    "deep.tif": lambda path, picture: tifffile.imwrite(path, picture.astype(np.uint16) << 8, photometric="rgb"),
    "pyramid.ome.tif": lambda path, picture: write_ome_tiff(path, picture, 0.5e-6),
    "plain.png": lambda path, picture: Image.fromarray(picture).save(path),
    "clear.png": lambda path, picture: Image.fromarray(picture).convert("RGBA").save(path),
}


@pytest.mark.parametrize("name", WRITERS)
def test_every_kind_gives_the_picture_and_its_reductions(tmp_path, picture, name):
    WRITERS[name](tmp_path / name, picture)
    found = photograph(tmp_path / name)
    assert (found.rows, found.columns) == (1000, 1400)
    np.testing.assert_array_equal(found.whole(1400).picture, picture)
    # Means of blocks are rounded twice where a copy of half the size is read: two grey levels.
    part = found.whole(350)
    assert part.step == 4
    np.testing.assert_allclose(part.picture, reduced(picture, 4), atol=2)
    box = found.near((300, 200, 900, 800), 600)
    assert box.corner == (300, 200) and box.step == 1
    np.testing.assert_array_equal(box.picture, picture[200:800, 300:900])


def test_a_photograph_packed_with_loss_is_near(tmp_path, picture):
    tifffile.imwrite(tmp_path / "a.tif", picture, photometric="rgb", tile=(256, 256), compression="jpeg")
    Image.fromarray(picture).save(tmp_path / "a.jpg", quality=95)
    # Tiles at the border were filled with black before they were packed, so they are compared with what is in them.
    np.testing.assert_array_equal(
        photograph(tmp_path / "a.tif").whole(1400).picture, tifffile.imread(tmp_path / "a.tif")
    )
    # JPEG at this quality errs by a few grey levels on smooth colours.
    np.testing.assert_allclose(photograph(tmp_path / "a.jpg").whole(1400).picture.astype(int), picture, atol=8)


def test_the_scale_is_that_of_the_file(tmp_path, picture):
    write_ome_tiff(tmp_path / "a.ome.tif", picture, 0.5e-6)
    assert photograph(tmp_path / "a.ome.tif").scale.pixel == pytest.approx(0.5e-6)
    Image.fromarray(picture).save(tmp_path / "a.png", dpi=(300, 300))
    assert np.isnan(photograph(tmp_path / "a.png").scale.pixel)


def test_what_is_transparent_is_white(tmp_path, picture):
    clear = np.dstack([picture, np.zeros(picture.shape[:2], np.uint8)])
    Image.fromarray(clear).save(tmp_path / "a.png")
    assert np.all(photograph(tmp_path / "a.png").whole(1400).picture == 255)


def huge_png(path):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b""))


def huge_tiff(path):
    """A million pixels a side said in the head of a file of a few hundred bytes."""
    tifffile.imwrite(path, np.zeros((100, 100, 3), np.uint8), photometric="rgb")
    content = bytearray(path.read_bytes())
    (start,) = struct.unpack("<I", content[4:8])
    (entries,) = struct.unpack("<H", content[start : start + 2])
    for place in range(start + 2, start + 2 + 12 * entries, 12):
        if struct.unpack("<H", content[place : place + 2])[0] in {256, 257}:
            content[place + 2 : place + 12] = struct.pack("<HII", 4, 1, 1_000_000)
    path.write_bytes(content)


def grey(path):
    Image.fromarray(np.zeros((200, 200), np.uint8)).save(path)


def cut_short(path):
    tifffile.imwrite(path, np.zeros((500, 500, 3), np.uint8), photometric="rgb", tile=(64, 64), compression="zlib")
    path.write_bytes(path.read_bytes()[:900])


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("huge.png", huge_png, "unpacked whole"),
        ("huge.tif", huge_tiff, "pixels"),
        ("grey.tif", grey, "not a picture in colours"),
        ("short.tif", cut_short, "short.tif"),
        ("words.jpg", lambda path: path.write_text("hello"), "cannot be read as a picture"),
        ("dot.png", lambda path: Image.new("RGB", (5, 5)).save(path), "too few to find a vessel"),
    ],
)
def test_hostile_pictures_are_sentences(tmp_path, name, make, words):
    make(tmp_path / name)
    with pytest.raises(Mistake, match=words) as said:
        photograph(tmp_path / name).whole(1300)
    assert str(said.value).startswith(name)


MEASURED = """
import sys
from pathlib import Path
from neointima.instruments.segmentation.photograph import photograph
picture = photograph(Path(sys.argv[1]))
assert picture.columns == 16000
part = picture.whole(1300).picture
assert part.shape[1] == 1300 and 90 < part.mean() < 110
print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_slide_without_smaller_copies_takes_little_memory(tmp_path):
    """16,000 pixels a side are 768 MB in colours; a row of tiles of them is 25 MB."""
    path = tmp_path / "slide.tif"
    with tifffile.TiffWriter(path, bigtiff=False) as file:
        tile = np.full((512, 512, 3), 100, np.uint8)
        file.write(
            (tile for _ in range(32 * 32)),
            shape=(16_000, 16_000, 3),
            dtype=np.uint8,
            photometric="rgb",
            tile=(512, 512),
            compression="zlib",
        )
    done = subprocess.run([sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True)
    # Python with its libraries is 80 MB. VmHWM counts kilobytes of this process alone; ru_maxrss keeps its parent's peak.
    assert int(done.stdout) < 300_000
