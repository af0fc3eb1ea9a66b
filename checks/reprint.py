"""Reprints verification.csv, validation.csv, benchmarks.csv and fit.csv as docs/tables.md."""

from pathlib import Path

from neointima.laboratory.checks import KINDS, check_table
from neointima.laboratory.folder import write_text

PAGE = Path(__file__).parents[1] / "docs" / "tables.md"


def page() -> str:
    """The tables as Markdown, each as it was last run."""
    parts = ["# Tables", "", "Written by `make verify`, `make validate`, `make bench` and `make fit`; do not edit.", ""]
    for kind, title in KINDS.items():
        if rows := check_table(kind):
            parts += [
                f"## {title} (`{kind}.csv`)",
                "",
                _line(rows[0]),
                _line(dict.fromkeys(rows[0], "---"), values=True),
            ]
            parts += [*(_line(row, values=True) for row in rows), ""]
    return "\n".join(parts)


def _line(row: dict[str, str], *, values: bool = False) -> str:
    cells = row.values() if values else (key.replace("_", " ") for key in row)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


if __name__ == "__main__":
    write_text(PAGE, page())
