"""``neointima compare`` as a reviewer: a printed P against the numbers and the claim, and means that cannot be."""

import pytest
from trial_tables import compared

MARGIN = ("--margin", "3.5%", "--higher-is", "worse")
PRINTED = "arm,events,n,p\nResolute,94,1140,{}\nXience,96,1152,\n"


@pytest.mark.parametrize(
    ("p", "options", "words"),
    [
        ("0.001", MARGIN, "P = 0.001 is that of a test of non-inferiority"),
        ("0.94", MARGIN, "but non-inferiority was claimed, and its P is 0.0011"),
        ("0.94", (), "that of a test for a difference"),
        ("0.03", (), "does not follow from these numbers"),
    ],
)
def test_a_printed_p_is_held_against_the_claim(tmp_path, p, options, words):
    assert words in compared(tmp_path, PRINTED.format(p), *options)[0].stdout
    bare = PRINTED.format("").replace(",p\n", ",x\n")
    assert words in compared(tmp_path, bare, *options, "--printed-p", p)[0].stdout


def test_a_printed_p_of_means_has_the_range_of_their_rounding(tmp_path):
    done, _ = compared(tmp_path, "arm,mean,sd,n,p\nnew,2.2,0.7,9,\nold,1.6,0.5,9,0.045\n")
    assert "Welch t (" in done.stdout and "with rounding" in done.stdout
    text = "patient,arm,time,event\n1,A,3,1\n2,B,5,0\n3,A,4,1\n4,B,2,1\n"
    assert "does not follow" in compared(tmp_path, text, "--printed-p", "<0.001")[0].stdout


def test_a_mean_that_no_whole_scores_can_have_is_named(tmp_path):
    done, _ = compared(tmp_path, "arm,mean,sd,n,items\nnew,1.19,0.4,12,1\nold,1.58,0.5,12,1\n")
    assert "new: no whole total of 12 × 1 scores has the mean 1.19 (GRIM)" in done.stdout
    assert "old: no whole" not in done.stdout
