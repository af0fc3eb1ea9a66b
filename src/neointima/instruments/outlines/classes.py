"""Which class is meant: names that people give to outlines, mapped to what is measured."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple, Self

from neointima.mistake import Mistake

LAYERS = ("lumen", "iel", "eel", "stent", "wall", "adventitia", "neointima", "media")
KINDS = (*LAYERS, "strut", "endothelium", "ignore")
OURS = Path(__file__).with_name("classes.csv")
LARGEST, MOST_NAMES = 1_000_000, 10_000
# Words that may stand beside a class without changing it.
PLAIN = {"annotation", "area", "border", "boundary", "contour", "contours", "label", "line", "mask", "outline"}
PLAIN |= {"polygon", "region", "roi", "segmentation"}
# Words that may stand before the number of a section.
PLACES = {"frame", "cut", "image", "img", "level", "no", "nr", "phase", "sec", "section", "slice"}
NUMBERED = re.compile(r"[a-z]{0,2}\d+[a-z]?|[a-z]")
GLUED = re.compile(r"([^\W\d_]{2,})(\d+)")


class Named(NamedTuple):
    """What a name says: one of KINDS, '' where unknown; the section it names; the number of a strut, 0 without."""

    kind: str
    section: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Classes:
    """The table of names, words in small letters with one space between, and the class of each."""

    table: Mapping[str, str]

    @classmethod
    def read(cls, path: Path | str = "") -> Self:
        """The package's own table, and on top of it that of the user, a CSV of name and class."""
        ours = _table(OURS)
        return cls(ours | _table(Path(path)) if str(path) else ours)

    def kind_of(self, label: str) -> str:
        """One of KINDS, or '' for a name that is not known."""
        return self.named(label).kind

    def named(self, label: str, name: str = "") -> Named:
        """What class and name of an outline say together.

        A class may stand beside numbers: 'lumen_56', 'frame 56 lumen' and 'Lumen-2' name a section, 'Strut 3' a strut,
        'strut_56_3' strut 3 of section 56. Of a derived class such as 'Strut: Covered' the first known part counts.
        A name that says no class may still be the number.
        """
        said = self._read(label)
        if not said.kind:
            said = next((part for part in map(self._read, label.split(":")) if part.kind), said)
        if not name or name == label:
            return said
        beside = self._read(name)
        if not said.kind:
            return beside
        if beside.kind == said.kind:
            return beside if beside.section or beside.number else said
        words = _words(name)
        return said if beside.kind or not _are_places(words) else _placed(said.kind, words)

    def _read(self, text: str) -> Named:
        words = self._unglued(_words(text))
        small = [word.casefold() for word in words]
        for size in range(len(words), 0, -1):
            for start in dict.fromkeys((0, len(words) - size)):
                kind = self.table.get(" ".join(small[start : start + size]), "")
                rest = words[:start] + words[start + size :]
                if kind and _are_places(rest):
                    return _placed(kind, rest)
        return Named("")

    def _unglued(self, words: list[str]) -> list[str]:
        """Number apart from word, as in 'lumen56', unless the table has it so, as 'CD31'."""
        apart: list[str] = []
        for word in words:
            glued = GLUED.fullmatch(word)
            is_class = glued is not None and glued.group(1).casefold() in self.table
            apart += glued.groups() if glued and is_class and word.casefold() not in self.table else [word]
        return apart


@cache
def our_classes() -> Classes:
    """The package's own table."""
    return Classes.read()


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text)[:300]
    # ExternalElasticLamina is three words, IEL and CD31 are one.
    plain = re.sub(r"(?<=[a-z]{2})(?=[A-Z][a-z])", " ", plain)
    return [word for word in re.split(r"[\W_]+", plain) if word]


def _are_places(words: Iterable[str]) -> bool:
    small = [word.casefold() for word in words]
    return all(word in PLAIN or word in PLACES or NUMBERED.fullmatch(word) for word in small)


def _placed(kind: str, rest: list[str]) -> Named:
    """The rule for numbers: a layer's name a section; a strut's last one is its own, and what is before a section."""
    places = [word for word in rest if word.casefold() not in PLAIN | PLACES]
    if kind != "strut":
        return Named(kind, " ".join(places))
    digits = re.sub(r"\D", "", places[-1])[:9] if places else ""
    return Named(kind, " ".join(places[:-1]), int(digits) if digits else 0)


def _table(path: Path) -> dict[str, str]:
    try:
        if path.stat().st_size > LARGEST:
            raise Mistake(f"{path.name}: larger than {LARGEST // 10**6} MB, so not a table of class names")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Mistake(f"{path}: cannot be read ({error.strerror}); check the path") from None
    except UnicodeDecodeError:
        raise Mistake(f"{path.name}: not a text file; a table in UTF-8 of name and class is expected") from None
    lines = text.splitlines()
    heading = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    separator = next((each for each in ("\t", ";") if each in heading), ",")
    table: dict[str, str] = {}
    for number, line in enumerate(lines[:MOST_NAMES], 1):
        if line.startswith("#") or not line.strip(f" \t{separator}"):
            continue
        cells = [cell.strip() for cell in next(csv.reader([line], delimiter=separator))]
        if [cell.casefold() for cell in cells[:2]] == ["name", "class"]:
            continue
        kind = cells[1].casefold() if len(cells) > 1 else ""
        name = " ".join(_words(cells[0])).casefold()
        if kind not in KINDS or not name:
            raise Mistake(
                f"{path.name} line {number}: a name and its class are expected, such as 'EEM,eel'; "
                f"classes are {', '.join(KINDS)}"
            )
        table[name] = kind
    if not table:
        raise Mistake(f"{path.name}: no names; write lines such as 'EEM,eel'")
    return table
