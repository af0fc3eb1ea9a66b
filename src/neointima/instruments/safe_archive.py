"""Zip archives from elsewhere: what may be unpacked is decided before it is, and never by what they say alone."""

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from neointima.mistake import Mistake

LARGEST, LARGEST_UNPACKED, LARGEST_ENTRY, MOST_ENTRIES = 100_000_000, 200_000_000, 50_000_000, 20_000
# Coordinates deflate to a third or so, a run of zeros to a thousandth.
LARGEST_RATIO, SMALL = 200, 1_000_000
ENCRYPTED = 0x1


class Entry(NamedTuple):
    """A file of an archive: its name without folders, and its bytes."""

    name: str
    content: bytes


class Unpacked(NamedTuple):
    """The wanted files in the archive's order, and what was odd, in plain sentences."""

    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()


def unpack(path: Path, is_wanted: Callable[[str], bool], *, way_out: str) -> Unpacked:
    """Files of a zip whose name is wanted, kept in memory: nothing is written, whatever their paths say.

    Paths that lead outside are left out and said, as are folders of macOS. Archives that are damaged, encrypted, too
    large, or unpack to far more than they are, are Mistakes that end in ``way_out``.
    """
    notes: list[str] = []
    try:
        if path.stat().st_size > LARGEST:
            raise Mistake(f"{path.name}: larger than {LARGEST // 10**6} MB; {way_out}")
        with zipfile.ZipFile(path) as archive:
            found = archive.infolist()
            if len(found) > MOST_ENTRIES:
                raise Mistake(f"{path.name}: more than {MOST_ENTRIES} files in the archive; {way_out}")
            wanted = [each for each in found if _is_ours(each, is_wanted, notes=notes, source=path.name)]
            _check(path, wanted, way_out)
            entries = [Entry(PurePosixPath(_name(each)).name, _bytes(archive, each, path.name)) for each in wanted]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, IndexError):
        raise Mistake(f"{path.name}: damaged, or not a zip archive; {way_out}") from None
    except OSError as error:
        raise Mistake(f"{path}: cannot be read ({error.strerror or 'damaged'}); check the path") from None
    return Unpacked(tuple(entries), tuple(notes))


def _name(entry: zipfile.ZipInfo) -> str:
    return entry.filename.replace("\\", "/")


def _is_ours(entry: zipfile.ZipInfo, is_wanted: Callable[[str], bool], *, notes: list[str], source: str) -> bool:
    parts = PurePosixPath(_name(entry)).parts
    if entry.is_dir() or not parts or "__MACOSX" in parts or parts[-1].startswith("._"):
        return False
    if not is_wanted(parts[-1]):
        return False
    if ".." in parts or parts[0].startswith("/") or ":" in parts[0]:
        notes.append(f"{source}: '{_name(entry)[:60]}' has a path that leads outside the archive and was left out")
        return False
    return True


def _check(path: Path, wanted: list[zipfile.ZipInfo], way_out: str) -> None:
    total = sum(each.file_size for each in wanted)
    largest = max((each.file_size for each in wanted), default=0)
    # A bomb may also name the same bytes many times over, so the ratio is that of the whole file.
    is_bomb = total > SMALL and total > LARGEST_RATIO * path.stat().st_size
    if is_bomb or largest > LARGEST_ENTRY or total > LARGEST_UNPACKED:
        raise Mistake(
            f"{path.name}: unpacks to {total / 1e6:.0f} MB, {total / max(path.stat().st_size, 1):.0f} times its size; "
            f"{way_out}"
        )
    if any(each.flag_bits & ENCRYPTED for each in wanted):
        raise Mistake(f"{path.name}: protected by a password; save it without one")


def _bytes(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, source: str) -> bytes:
    """The bytes of an entry, read no further than the size it states."""
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise Mistake(f"{source}: '{entry.filename[:60]}' is not as long as it says; save the archive again")
    return content
