"""One row of a printed table of trials: what it says, and what the primary report says."""

from collections.abc import Mapping
from dataclasses import dataclass

from neointima.analysis.reviewer_checks.printed import Printed, printed, printed_p
from neointima.analysis.reviewer_checks.recomputed_p import PrintedArm, PrintedMean, PrintedRate
from neointima.analysis.statements.direction import Direction, direction
from neointima.mistake import Mistake

SUPERIORITY, NON_INFERIORITY, NO_TEST = "superiority", "non-inferiority", "none"
RANDOMISED = "randomised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Study, comparator, day, unit and kind of test, as one source has them."""

    study: str
    comparator: str
    day: str
    unit: str
    test: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    """A row: ``table`` and ``primary`` accounts, the arms with their numbers, and the test the trial really used.

    The second arm is None where the study had one arm; n is nan where no source gives it.
    """

    label: str
    endpoint: str
    table: Account
    primary: Account
    design: str
    first: PrintedArm
    second: PrintedArm | None
    names: tuple[str, str]
    p: Printed | None
    margin: float
    direction: Direction
    note: str


def target_row(line: Mapping[str, str]) -> TargetRow:
    """The row written in one ``line`` of a table of text; a Mistake names the row that cannot be read."""
    try:
        accounts = [
            Account(**{key: line[f"{source}_{key}"] for key in ("study", "comparator", "day", "unit", "test")})
            for source in ("table", "primary")
        ]
        return TargetRow(
            label=line["label"],
            endpoint=line["endpoint"],
            table=accounts[0],
            primary=accounts[1],
            design=line["design"],
            first=_arm(line, "first"),
            second=_arm(line, "second") if line["second_value"] else None,
            names=(line["first"], line["second"]),
            p=printed_p(line["p"]),
            margin=float(line["margin"] or "nan"),
            direction=direction(line["direction"]),
            note=line["note"],
        )
    except KeyError as missing:
        raise Mistake(f"{line.get('label', 'a row')}: no column {missing}") from None
    except ValueError as fault:
        raise Mistake(f"{line['label']}: {fault}") from None


def _arm(line: Mapping[str, str], which: str) -> PrintedArm:
    value, n = printed(line[f"{which}_value"]), float(line[f"{which}_n"] or "nan")
    return PrintedMean(value, printed(line[f"{which}_sd"]), n) if line[f"{which}_sd"] else PrintedRate(value, n)
