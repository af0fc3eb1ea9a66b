"""The outlines of a drawing by what they are: class, section and number."""

from collections import Counter, defaultdict
from typing import NamedTuple

from neointima.instruments.outlines import Drawing
from neointima.instruments.outlines.classes import LAYERS, Classes
from neointima.instruments.outlines.sections_by_place import Classed, by_place
from neointima.mistake import Mistake

MOST_SAID = 5


class Known(NamedTuple):
    """The outlines whose class is known, in the file's order, and what was left out, in plain sentences."""

    outlines: tuple[Classed, ...]
    notes: tuple[str, ...] = ()


def classed(drawing: Drawing, classes: Classes) -> Known:
    """Outlines of known classes; others are left out and named, a Mistake when nothing is left.

    Sections are those of the names, or else the file's own slices and frames. A number in a layer's name is a section
    only where a layer is there more than once, or where all layers have the same. Struts and other outlines without a
    section belong to the only one, to the one that has their slice, or to the one that they lie in.
    """
    found, unknown = [], Counter[str]()
    for outline in drawing.outlines:
        named = classes.named(outline.label, outline.name)
        if not named.kind:
            unknown[outline.label or outline.name or "without a class"] += 1
        elif named.kind != "ignore":
            found.append(Classed(named.kind, named.section, named.number, outline))
    said = ", ".join(f"'{name[:40]}'" for name in list(unknown)[:MOST_SAID]) + ("…" if len(unknown) > MOST_SAID else "")
    way_out = "give each a class in a table of your own, with the columns name and class"
    if not found:
        what = f"no class is known among {said}" if unknown else "no outlines"
        raise Mistake(f"{drawing.source}: {what}; {way_out}")
    notes = [f"{drawing.source}: outlines of unknown class were left out: {said}; {way_out}"] if unknown else []
    placed, decided = by_place(_sectioned(found), drawing.source)
    return Known(tuple(placed), (*notes, *decided))


def _sectioned(found: list[Classed]) -> list[Classed]:
    layers = [each for each in found if each.kind in LAYERS]
    of_frame: dict[str, set[str]] = defaultdict(set)
    for each in layers:
        of_frame[each.outline.section].add(each.section)
    names = [name for one in of_frame.values() for name in one]
    if any(names) and len(names) == len(of_frame) == len(set(names)):
        only = {frame: next(iter(one)) for frame, one in of_frame.items()}
        return [each._replace(section=only.get(each.outline.section, each.section)) for each in found]
    closed = [each for each in layers if each.outline.polygons]
    repeated = max(Counter((each.kind, each.outline.section) for each in closed).values(), default=0) > 1
    if any(names) and not repeated:
        # The frames tell the sections apart, or there is one and the numbers are only names.
        return [each._replace(section=each.outline.section) for each in found]
    return [each._replace(section=_both(each)) for each in found]


def _both(each: Classed) -> str:
    return " ".join(part for part in (each.outline.section, each.section) if part)
