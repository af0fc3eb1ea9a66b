"""What a reviewer asks of a printed table: does the P follow, is it of the right test, can the means be?"""

from math import isfinite

from neointima.analysis.reviewer_checks import grim, recomputed_p
from neointima.analysis.reviewer_checks.claimed_p import Candidate, judged
from neointima.analysis.reviewer_checks.printed import Printed, printed, printed_p
from neointima.analysis.reviewer_checks.recomputed_p import PrintedMean, Recomputed
from neointima.analysis.two_proportions import superiority
from neointima.analysis.two_proportions.table import Table
from neointima.instruments.sheet import words
from neointima.laboratory.trial.compared import Compared
from neointima.laboratory.trial.counts import counts
from neointima.laboratory.trial.line import DIFFERENCE, MARGIN, Line
from neointima.laboratory.trial.summary_lines import in_unit, summary
from neointima.laboratory.trial.trial_table import TrialTable
from neointima.laboratory.trial.wish import Wish
from neointima.mistake import Mistake

SUMMARIES, COUNTS = "summaries", "counts"


def reviewed(of: TrialTable, wish: Wish, compared: Compared) -> list[str]:
    """Sentences for the reader; none where nothing was printed to be held against the numbers."""
    said = _impossible_means(of, compared)
    found = _printed(of, wish)
    if not found:
        return said
    if wish.control:
        raise Mistake("printed P: name two arms (--arms) to hold a P against; a family has one for every arm")
    differences = [_of_line(one) for one in compared.lines if one.question == DIFFERENCE and isfinite(one.p_value)]
    margins = [_of_line(one) for one in compared.lines if one.question == MARGIN and isfinite(one.p_value)]
    if compared.kind == COUNTS and not of.has("stratum"):
        differences += _usual_tests(counts(of, wish).whole())
    if compared.kind == SUMMARIES:
        differences, margins = _with_rounding(of, wish, compared)
    if not differences and not margins:
        return [*said, "printed P: these numbers allow no test, so no P can follow from them"]
    return [*said, judged(found, differences=differences, margins=margins)]


def _printed(of: TrialTable, wish: Wish) -> Printed | None:
    """From the wish, else the first that stands in the table."""
    cells = [words(of.cell(row, "p")) for row in range(len(of.lines))] if of.has("p") else []
    text = wish.printed_p.strip() or next((cell for cell in cells if cell), "")
    try:
        return printed_p(text)
    except Mistake as mistake:
        raise Mistake(f"printed P: {mistake}") from None


def _of_line(one: Line) -> Candidate:
    return Candidate(one.method, one.p_value, one.p_value, one.p_value)


def _usual_tests(of: Table) -> list[Candidate]:
    """Tests of counts that papers print beside those recommended."""
    found = [superiority.score(of), superiority.yates(of)]
    return [Candidate(one.method, one.p_value, one.p_value, one.p_value) for one in found]


def _with_rounding(of: TrialTable, wish: Wish, compared: Compared) -> tuple[list[Candidate], list[Candidate]]:
    """P of means and SDs as printed: a range, for each digit left out."""
    names = of.names("arm")
    first, second = (_printed_mean(of, names.index(name)) for name in compared.names)
    welch, pooled = recomputed_p.superiority(first, second), recomputed_p.superiority_of_one_spread(first, second)
    differences = [_ranged("Welch t", welch), _ranged("pooled t", pooled)]
    against = wish.against()
    if not against:
        return differences, []
    margin = in_unit(against[0], of.unit("mean"))
    tested = recomputed_p.non_inferiority(first, second, margin=margin, direction=against[1])
    return differences, [_ranged("Welch t against the margin", tested)]


def _ranged(method: str, of: Recomputed) -> Candidate:
    return Candidate(method, of.value, of.lower, of.upper)


def _printed_mean(of: TrialTable, row: int) -> PrintedMean:
    return PrintedMean(_digits(of, row, "mean"), _digits(of, row, "sd"), summary(of, row).n)


def _digits(of: TrialTable, row: int, field: str) -> Printed:
    """A cell with as many decimals as the column has: a last zero is lost when a table is read."""
    texts = [f"{of.number(line, field):.12g}" for line in range(len(of.lines))]
    decimals = max(len(text.partition(".")[2]) for text in texts if "e" not in text) if texts else 0
    return printed(f"{of.number(row, field):.{decimals}f}")


def _impossible_means(of: TrialTable, compared: Compared) -> list[str]:
    """Means of whole scores that no total can give; a column ``items`` says how many scores each patient has."""
    if compared.kind != SUMMARIES or not of.has("items"):
        return []
    said = []
    for row, name in enumerate(of.names("arm")):
        mean, n, items = _digits(of, row, "mean"), int(summary(of, row).n), of.number(row, "items")
        if items < 1 or items != int(items):
            raise Mistake(
                f"{of.where(row)}: items = {items:g}; a whole number of scores a patient from 1 up is expected"
            )
        if not grim.possible(mean, n, items=int(items)):
            said.append(f"{name}: no whole total of {n} × {items:g} scores has the mean {mean.text} (GRIM)")
    return said
