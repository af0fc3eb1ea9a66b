"""Plates without errors of handling against published half doses, all seven drugs with one set of numbers.

A factor of two is what the issue of this experiment asks, written before the plates were run.
"""

import pytest
from tests.plate import ic50, simulate

from neointima.endpoints.greatest_inhibition import GreatestInhibition
from neointima.endpoints.proliferation_ic50 import ProliferationIc50
from neointima.endpoints.s6k_ic50 import S6kIc50

LIMUS = ("sirolimus", "zotarolimus", "everolimus", "biolimus_a9", "novolimus")
FACTOR = 2.0


@pytest.fixture(scope="module")
def doses():
    """Half doses of all seven drugs [nmol/L]: proliferation, with one set of numbers."""
    return {drug: ic50(ProliferationIc50, drug) for drug in (*LIMUS, "tacrolimus", "paclitaxel")}


def within(value, published):
    return max(value / published, published / value)


# A factor of two is what the issue of this experiment asks, written before the plates were run.
def test_zotarolimus(doses, claim):
    claim("plate: zotarolimus IC50, published 2.9 nmol/L (not fitted)", doses["zotarolimus"], "factor 2",
          within(doses["zotarolimus"], 2.9) <= FACTOR)  # fmt: skip


def test_paclitaxel(doses, claim):
    claim("plate: paclitaxel IC50, published 2.0 nmol/L (fitted)", doses["paclitaxel"], "factor 2",
          within(doses["paclitaxel"], 2.0) <= FACTOR)  # fmt: skip


def test_sirolimus(doses, claim):
    value = doses["sirolimus"]
    claim("plate: sirolimus IC50 (fitted to the middle of 1 to 4 nmol/L)", value, "1 to 4", 1 <= value <= 4)


def test_everolimus(doses, claim):
    ratio = doses["everolimus"] / doses["sirolimus"]
    claim("plate: everolimus over sirolimus, published 2 to 3 (not fitted)", ratio, "1 to 6", 1 <= ratio <= 6)


def test_tacrolimus(doses, claim):
    ratio = doses["tacrolimus"] / doses["sirolimus"]
    claim("plate: tacrolimus over sirolimus, published about 10 (fitted)", ratio, "5 to 20", 5 <= ratio <= 20)


@pytest.mark.xfail(strict=True, reason="0.5 nmol/L on the plate; HEK293 cells, serum and density were others")
def test_s6k_of_sirolimus(claim):
    value = ic50(S6kIc50, "sirolimus")
    text = "plate: sirolimus, S6K IC50, published 0.04 to 0.4 nmol/L across cell types (not fitted)"
    claim(text, value, "0.04 to 0.4", 0.04 <= value <= 0.4)


def test_a_limus_takes_part_and_paclitaxel_nearly_all(claim):
    """40 to 80 % and about 100 %: what the field takes for the plateau of cytostatic and of cytotoxic drug."""
    limus, paclitaxel = (
        100 * float(GreatestInhibition().measure(simulate(drug))[0]) for drug in ("sirolimus", "paclitaxel")
    )
    claim("plate: sirolimus, inhibition at 10 umol/L", limus, "40 to 80 %", 40 <= limus <= 80)
    claim("plate: paclitaxel, inhibition at 10 umol/L", paclitaxel, "80 % or more", paclitaxel >= 80)
