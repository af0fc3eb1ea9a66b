"""What one plate, or one tidy table, holds before it has its full name."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from neointima.instruments import Reading
from neointima.instruments.wells import Well, listed, shape_around, twice, well_name
from neointima.mistake import Mistake


class Block(NamedTuple):
    """Readings that belong together; ``name`` is what the file calls them, '' where it does not."""

    name: str
    readings: tuple[Reading, ...]
    notes: tuple[str, ...]


def checked(block: Block, place: str) -> Block:
    """The block, with a note on an unusual shape; a Mistake when a well stands twice."""
    wells = [(reading.row, reading.column) for reading in block.readings if reading.row]
    if again := twice(wells):
        names = listed([well_name(well) for well in again])
        called = f" of plate '{block.name}'" if block.name else ""
        raise Mistake(
            f"{place}: {names}{called} stand more than once; keep one row for a well, or say in a column 'plate' which"
            " plate it is on"
        )
    return block


def part_of_plate(wells: Collection[Well]) -> tuple[str, ...]:
    """A note where a block is not a whole plate."""
    shape = shape_around(wells)
    if len(wells) == shape.rows * shape.columns:
        return ()
    return (f"the block has {len(wells)} wells; it was read as part of a plate of {shape}",)


def plate_names(file: str, sheets: Sequence[tuple[str, Sequence[Block]]]) -> list[list[str]]:
    """The full name of each block of each sheet: the file, then sheet and block where there are several."""
    names = []
    for sheet, blocks in sheets:
        first = f"{file} {sheet}" if len(sheets) > 1 else file
        several = len(blocks) > 1
        called: list[str] = []
        for index, block in enumerate(blocks, start=1):
            own = block.name or (str(index) if several else "")
            own = f"{own} {index}" if several and own in [other.name for other in blocks if other is not block] else own
            called.append(f"{first} {own}" if own and own != file else first)
        names.append(called)
    return names
