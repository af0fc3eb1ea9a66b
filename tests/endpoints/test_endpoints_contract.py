"""Every endpoint: a unit of the field, one finite value a case, and known values on a recording drawn by hand."""

import numpy as np
import pytest

from neointima import menu
from neointima.quantities.units import convert
from neointima.simulation.recording import (
    ANGIOGRAMS,
    CASE,
    COURSE,
    DISH,
    LAYERED,
    PROFILE,
    PULLBACK,
    QUANTITIES,
    SPREAD,
    STENTED_PATIENTS,
    STENTED_WALL,
    STRUT,
    TIME,
    TRACED_SECTION,
    WELL,
    Recording,
    reads,
)

CASES, MOMENTS, DAYS, CELLS = 5, 7, 2, 46
WELLS = 96
SHAPES = {TIME: (CASES, MOMENTS), PROFILE: (CASES, DAYS, CELLS), CASE: (CASES,)}
SHAPES |= {WELL: (CASES, WELLS), COURSE: (CASES, WELLS, MOMENTS)}
MENU = menu.choices("endpoints")
EVENTS = ("cardiac_death", "other_death", "target_vessel_infarction", "other_infarction")
EVENTS += ("target_lesion_revascularisation", "remote_revascularisation", "stent_thrombosis")


def drawn(**values):
    """A recording of arbitrary positive numbers, with ``values`` (first, last) in place of the random ones."""
    luck = np.random.default_rng(4)
    arrays = {name: luck.uniform(0.1, 0.9, SHAPES[quantity.axes]) for name, quantity in QUANTITIES.items()}
    for name, (first, last) in values.items():
        arrays[name] = np.linspace(first, last, MOMENTS) * np.ones((CASES, 1))
    return Recording(np.linspace(0, 28 * 86400.0, MOMENTS), np.array([1.0, 28.0]), arrays)


def plate():
    """Plates with blanks, vehicle, untreated wells and ten doses that fall by half of their signal around 10 nmol/L."""
    luck = np.random.default_rng(4)
    values = {name: luck.uniform(0.1, 0.9, SHAPES[quantity.axes]) for name, quantity in DISH.items()}
    values["role"] = np.tile(np.repeat([1.0, 2.0, 3.0, 4.0], [8, 8, 8, 72]), (CASES, 1))
    values["dose"] = np.tile(np.append(np.zeros(24), np.repeat(10.0 ** np.arange(-9, 0), 8)), (CASES, 1))
    left = 1 - 0.5 * values["dose"] / (values["dose"] + 1e-5)
    noise = luck.normal(0, 0.01, (2, CASES, WELLS))
    values["absorbance"] = np.where(values["role"] == 1.0, 0.06, 0.06 + left) + noise[0]
    values["s6k_blot"] = np.where(values["role"] == 1.0, 0.0, left) + noise[1]
    return Recording(np.linspace(0, 3 * 86400.0, MOMENTS), np.array([]), values, "culture_dish")


def wall(**values):
    """Drug in walls: what the endpoints read of them, first and last given by ``values``."""
    luck = np.random.default_rng(4)
    sizes = {TIME: (CASES, MOMENTS), LAYERED: (CASES, 3, MOMENTS), SPREAD: (CASES, 3, 5, MOMENTS)}
    arrays = {
        name: luck.uniform(0.1, 0.9, sizes[quantity.axes])
        for name, quantity in STENTED_WALL.items()
        if quantity.axes in sizes
    }
    arrays |= {name: np.linspace(*ends, MOMENTS) * np.ones((CASES, 1)) for name, ends in values.items()}
    return Recording(np.linspace(0, 28 * 86400.0, MOMENTS), np.array([28.0]), arrays, "stented_wall")


def patients(**values):
    """Patients with films and events at any time of a year, some of them never; ``values`` in place of the drawn."""
    luck, year = np.random.default_rng(4), 365 * 86400.0
    shapes = {TIME: (CASES, MOMENTS), CASE: (CASES,)}
    arrays = {name: luck.uniform(0.1, 0.9, shapes[quantity.axes]) for name, quantity in STENTED_PATIENTS.items()}
    for name in EVENTS:
        arrays[name] = np.where(luck.random(CASES) < 0.5, year * luck.random(CASES), np.inf)
    arrays["end"] = np.full(CASES, year)
    arrays |= {name: np.asarray(value, dtype=float) * np.ones(CASES) for name, value in values.items()}
    return Recording(np.linspace(0, year, MOMENTS), np.array([]), arrays, "stented_patients")


def pullbacks(**values):
    """Pullbacks of arbitrary numbers, ``values`` in place of the drawn, one moment each as a catheter sees it."""
    luck = np.random.default_rng(4)
    shapes = {TIME: (CASES, 1), CASE: (CASES,), STRUT: (CASES, 10)}
    arrays = {name: luck.uniform(0.1, 0.9, shapes[quantity.axes]) for name, quantity in PULLBACK.items()}
    arrays |= {name: value * np.ones(shapes[PULLBACK[name].axes]) for name, value in values.items()}
    return Recording(np.zeros(1), np.array([]), arrays, "pullback")


def traced(**values):
    """Sections with ten struts each; ``values`` in place of the drawn."""
    luck = np.random.default_rng(4)
    shapes = {TIME: (CASES, 1), CASE: (CASES,), STRUT: (CASES, 10)}
    arrays = {name: luck.uniform(0.1, 0.9, shapes[quantity.axes]) for name, quantity in TRACED_SECTION.items()}
    arrays |= {
        name: np.asarray(value, dtype=float) * np.ones(shapes[TRACED_SECTION[name].axes])
        for name, value in values.items()
    }
    return Recording(np.zeros(1), np.zeros(0), arrays, "traced_section")


def films(**values):
    """Lesions that opened from 0.9 mm to more, filmed three times; ``values`` in place of the drawn."""
    luck = np.random.default_rng(4)
    arrays = {name: luck.uniform(1e-3, 3e-3, CASES) for name in ANGIOGRAMS} | {"pre_lumen": np.full(CASES, 0.9e-3)}
    arrays |= {name: np.asarray(value, dtype=float) * np.ones(CASES) for name, value in values.items()}
    return Recording(np.array([0.0]), np.array([]), arrays, "angiograms")


RECORDED = {
    "angiograms": films,
    "culture_dish": plate,
    "stented_wall": wall,
    "radial_artery": drawn,
    "stented_patients": patients,
    "traced_section": traced,
    "pullback": pullbacks,
}


def recorded(name):
    return RECORDED[menu.choose("endpoints", name)().world]()


def measured(name, **values):
    """The endpoint in the unit it is written in."""
    endpoint = menu.choose("endpoints", name)()
    return convert(endpoint.measure(drawn(**values)), endpoint.si, endpoint.unit)


@pytest.mark.parametrize("name", MENU)
def test_the_declared_unit_is_one_of_the_si_unit(name):
    endpoint = menu.choose("endpoints", name)()
    assert endpoint.label
    assert convert(1.0, endpoint.si, endpoint.unit) > 0


@pytest.mark.parametrize("name", MENU)
def test_every_case_has_one_finite_value(name):
    values = menu.choose("endpoints", name)().measure(recorded(name))
    assert values.shape == (CASES,)
    assert np.all(np.isfinite(values))


@pytest.mark.parametrize("name", MENU)
def test_a_case_is_measured_alone_as_in_its_batch(name):
    whole, endpoint = recorded(name), menu.choose("endpoints", name)()
    alone = {key: value[2:3] for key, value in whole.values.items()}
    one = Recording(whole.times, whole.days, alone, whole.world)
    np.testing.assert_array_equal(endpoint.measure(one), endpoint.measure(whole)[2:3])


# Each is one multiplication of a simple number: 1e-12 is rounding.
KNOWN = [
    ("neointimal_area", {"neointimal_area": (1e-7, 2.78e-6)}, 2.78),
    ("percent_area_stenosis", {"neointimal_area": (0.0, 4e-6), "lamina_area": (8e-6, 8e-6)}, 50.0),
    ("late_lumen_loss", {"lumen_radius": (1.5e-3, 1.2e-3)}, 0.6),
    ("eluted_drug_in_artery", {"coating_drug": (10e-6, 2e-6), "wall_drug": (0.0, 0.4e-6)}, 5.0),
    ("neointimal_thickness", {"thickness_at_struts": (0.0, 0.25e-3)}, 0.25),
    ("neointimal_thickness_between_struts", {"thickness_between_struts": (0.0, 0.18e-3)}, 0.18),
    ("strut_coverage", {"strut_coverage": (0.0, 0.93)}, 93.0),
    ("uncovered_struts", {"strut_coverage": (0.0, 0.93)}, 7.0),
    ("pcna_positive_fraction", {"cycling_share": (0.0, 0.04)}, 4.0),
    ("tissue_content", {"tissue_content": (0.0, 3.7e-6)}, 3.7),
    ("inflammation_score", {"inflammation": (0.0, 1.0)}, 1.5),
]


@pytest.mark.parametrize(("name", "values", "expected"), KNOWN, ids=[row[0] for row in KNOWN])
def test_the_known_value_of_a_drawn_artery(name, values, expected):
    np.testing.assert_allclose(measured(name, **values), expected, rtol=1e-12)


TEN = np.arange(10.0)
# A section by hand: lumen π, within the internal lamina 4π, the external 5π, the stent 3π mm².
TRACED = [
    ("lumen_area", {"lumen_area": np.pi * 1e-6}, np.pi),
    ("internal_lamina_area", {"lamina_area": 4e-6}, 4.0),
    ("external_lamina_area", {"external_area": 5e-6}, 5.0),
    ("media_area", {"media_area": 1e-6}, 1.0),
    ("stent_area", {"stent_area": 3e-6}, 3.0),
    ("stent_neointimal_area", {"stent_neointimal_area": 2e-6}, 2.0),
    ("percent_stent_stenosis", {"stent_neointimal_area": 2e-6, "stent_area": 3e-6}, 200 / 3),
    ("percent_vessel_stenosis", {"lumen_area": 1e-6, "external_area": 5e-6}, 80.0),
    ("percent_area_stenosis", {"neointimal_area": 3e-6, "lamina_area": 4e-6}, 75.0),
    ("least_neointimal_thickness", {"strut_tissue": (1 + TEN) * 1e-4}, 0.1),
    ("greatest_neointimal_thickness", {"strut_tissue": (1 + TEN) * 1e-4}, 1.0),
    ("tissue_over_struts", {"tissue_over_strut": TEN * 1e-4}, 0.45),
    ("least_tissue_over_struts", {"tissue_over_strut": (TEN - 1) * 1e-4}, -0.1),
    ("greatest_tissue_over_struts", {"tissue_over_strut": TEN * 1e-4}, 0.9),
    ("wall_area", {"lumen_area": 1e-6, "external_area": 5e-6}, 4.0),
    ("circle_equivalent_thickness", {"lamina_area": 4e-6 * np.pi, "lumen_area": 1e-6 * np.pi}, 1.0),
    ("circle_equivalent_lumen_diameter", {"lumen_area": 1e-6 * np.pi}, 2.0),
    ("strut_count", {"struts": 10.0}, 10.0),
    ("mean_strut_spacing", {"strut_spacing": TEN * 1e-4}, 0.45),
    ("greatest_strut_spacing", {"strut_spacing": TEN * 1e-4}, 0.9),
    ("strut_embedding", {"strut_embedding": (TEN - 5) * 1e-6}, -0.5),
    ("lumen_eccentricity", {"lumen_eccentricity": 0.2}, 0.2),
    ("stent_eccentricity", {"stent_eccentricity": 0.3}, 0.3),
    ("neointimal_eccentricity", {"neointimal_eccentricity": 0.4}, 0.4),
    ("injury_score", {"injury_score": 1.2}, 1.2),
    ("extended_injury_score", {"extended_injury": 1.4}, 1.4),
    ("injury_index", {"injured_length": 0.05}, 0.05),
    ("endothelialisation", {"endothelialised": 0.97}, 97.0),
    ("inflammation_as_read", {"inflammation_read": 1.5}, 1.5),
    ("fibrin_as_read", {"fibrin_read": 0.5}, 0.5),
]


@pytest.mark.parametrize(("name", "values", "expected"), TRACED, ids=[row[0] for row in TRACED])
def test_the_known_value_of_a_traced_section(name, values, expected):
    endpoint = menu.choose("endpoints", name)()
    found = convert(endpoint.measure(traced(**values)), endpoint.si, endpoint.unit)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_every_endpoint_of_traced_sections_has_a_known_value():
    of_sections = {name for name in MENU if menu.choose("endpoints", name)().world == "traced_section"}
    assert of_sections <= {row[0] for row in TRACED}


def test_a_lumen_that_widens_is_a_negative_loss():
    np.testing.assert_allclose(measured("late_lumen_loss", lumen_radius=(1.5e-3, 1.55e-3)), -0.1, rtol=1e-10)


def test_nothing_eluted_is_nothing_in_the_artery():
    assert np.all(measured("eluted_drug_in_artery", coating_drug=(1e-6, 1e-6), wall_drug=(0.0, 0.0)) == 0)


def test_the_inflammation_score_stays_on_its_scale():
    scores = [measured("inflammation_score", inflammation=(0.0, level))[0] for level in (0.0, 0.5, 1.0, 10.0, 1e9)]
    assert scores[0] == 0
    assert np.all(np.diff(scores) > 0)
    assert scores[-1] <= 3


# Nine doses, 72 wells, noise of 2 % of the effect: an IC50 is known to some 3 %, and 10 % is three times that.
@pytest.mark.parametrize("name", ["proliferation_ic50", "s6k_ic50"])
def test_the_known_half_dose_of_a_drawn_plate(name):
    endpoint = menu.choose("endpoints", name)()
    np.testing.assert_allclose(convert(endpoint.measure(plate()), endpoint.si, endpoint.unit), 10.0, rtol=0.10)


def test_the_greatest_inhibition_of_a_drawn_plate():
    values = menu.choose("endpoints", "greatest_inhibition")().measure(plate())
    np.testing.assert_allclose(values, 0.5, atol=0.02)


def test_a_plate_where_dose_makes_no_difference_has_no_half_dose():
    flat = plate()
    flat.values["absorbance"] = np.where(flat.values["role"] == 1.0, 0.06, 1.0)
    assert np.all(np.isnan(menu.choose("endpoints", "proliferation_ic50")().measure(flat)))


def test_the_injury_score_is_that_of_the_section():
    recording = drawn()
    np.testing.assert_array_equal(
        menu.choose("endpoints", "injury_score")().measure(recording), recording.values["injury_score"]
    )


def test_what_is_released_is_the_share_that_is_gone():
    released = menu.choose("endpoints", "share_released")()
    found = convert(released.measure(wall(coating_drug=(8e-9, 2e-9))), released.si, released.unit)
    np.testing.assert_allclose(found, 75.0)


@pytest.mark.parametrize("name", ["wall_content", "peristrut_content"])
def test_content_of_a_wall_is_read_at_the_end(name):
    endpoint = menu.choose("endpoints", name)()
    recording = wall(tissue_content=(0.0, 3e-6), peristrut_content=(0.0, 3e-6))
    np.testing.assert_allclose(convert(endpoint.measure(recording), endpoint.si, endpoint.unit), 3.0)


def test_occupancy_is_that_of_the_media():
    recording = wall()
    recording.values["layer_occupancy"][:, 1, -1] = 0.42
    recording.values["occupancy_spread"][:, 1, :, -1] = [0.1, 0.2, 0.3, 0.4, 0.5]
    for name, expected in (("media_occupancy", 42.0), ("least_media_occupancy", 10.0)):
        endpoint = menu.choose("endpoints", name)()
        np.testing.assert_allclose(convert(endpoint.measure(recording), endpoint.si, endpoint.unit), expected)


def of_patients(name, **values):
    endpoint = menu.choose("endpoints", name)()
    return convert(endpoint.measure(patients(**values)), endpoint.si, endpoint.unit)


def test_late_loss_is_read_from_two_films():
    np.testing.assert_allclose(
        of_patients("in_stent_late_lumen_loss", post_in_stent=2.6e-3, follow_up_in_stent=1.6e-3), 1.0
    )


def test_patients_without_a_film_have_no_loss_and_no_restenosis():
    for name in ("in_stent_late_lumen_loss", "in_stent_binary_restenosis", "in_stent_diameter_stenosis"):
        assert np.all(np.isnan(of_patients(name, follow_up_in_stent=np.nan, follow_up_reference=np.nan)))


@pytest.mark.parametrize(("lumen", "restenosis"), [(1.39e-3, 100), (1.41e-3, 0)])
def test_restenosis_begins_at_half_the_reference(lumen, restenosis):
    found = of_patients("in_stent_binary_restenosis", follow_up_in_stent=lumen, follow_up_reference=2.8e-3)
    np.testing.assert_array_equal(found, restenosis)


QUIET = dict.fromkeys(EVENTS, np.inf)
TLF = ("cardiac_death", "target_vessel_infarction", "target_lesion_revascularisation")


@pytest.mark.parametrize("event", EVENTS)
def test_each_composite_counts_its_own_parts(event):
    """One event of each kind on day 100, nothing else."""
    counted = {
        "target_lesion_failure": TLF,
        "target_vessel_failure": (*TLF, "remote_revascularisation"),
        "major_adverse_cardiac_events": (*TLF, "other_death", "other_infarction"),
        "myocardial_infarction": ("target_vessel_infarction", "other_infarction"),
        "stent_thrombosis": ("stent_thrombosis",),
    }
    for name, parts in counted.items():
        found = of_patients(name, **{**QUIET, event: 100 * 86400.0})
        np.testing.assert_array_equal(found, 100.0 if event in parts else 0.0)


def test_nothing_happens_after_death_or_after_the_end():
    day = 86400.0
    late = {**QUIET, "target_lesion_revascularisation": 200 * day}
    assert np.all(of_patients("target_lesion_revascularisation", **late) == 100)
    assert np.all(of_patients("target_lesion_revascularisation", **{**late, "other_death": 100 * day}) == 0)
    assert np.all(of_patients("target_lesion_revascularisation", **{**late, "end": 150 * day}) == 0)
    assert np.all(of_patients("target_lesion_failure", **{**late, "cardiac_death": 100 * day}) == 100)


def of_films(name, **values):
    endpoint = menu.choose("endpoints", name)()
    return convert(endpoint.measure(films(**values)), endpoint.si, endpoint.unit)


@pytest.mark.parametrize("segment", ["in_stent", "in_segment"])
def test_gain_loss_and_their_index(segment):
    lesion = {"pre_lumen": 0.8e-3, f"post_{segment}": 2.8e-3, f"follow_up_{segment}": 2.3e-3}
    for name, expected in (("acute_gain", 2.0), ("late_lumen_loss", 0.5), ("net_gain", 1.5), ("loss_index", 0.25)):
        np.testing.assert_allclose(of_films(f"{segment}_{name}", **lesion), expected)


def test_nothing_gained_has_no_loss_index():
    for gained in (0.0, -0.2e-3):
        assert np.all(np.isnan(of_films("in_stent_loss_index", pre_lumen=1e-3, post_in_stent=1e-3 + gained)))


def test_angiograms_are_read_by_the_endpoints_of_simulated_patients():
    same = {"post_in_stent": 2.6e-3, "follow_up_in_stent": 1.3e-3, "follow_up_reference": 2.6e-3}
    for name in ("in_stent_late_lumen_loss", "in_stent_diameter_stenosis", "in_stent_binary_restenosis"):
        np.testing.assert_array_equal(of_films(name, **same), of_patients(name, **same))


# One multiplication of a simple number each: 1e-12 is rounding.
OF_PULLBACKS = [
    ("neointimal_volume", {"neointimal_volume": 14.2e-9}, 14.2),
    ("neointimal_obstruction", {"neointimal_volume": 14e-9, "stent_volume": 140e-9}, 10.0),
    ("neointimal_volume_index", {"neointimal_volume": 14e-9, "stented_length": 20e-3}, 0.7),
    ("stent_volume", {"stent_volume": 140e-9}, 140.0),
    ("lumen_volume", {"lumen_volume": 126e-9}, 126.0),
    ("stented_length", {"stented_length": 18e-3}, 18.0),
    ("minimal_lumen_area", {"least_lumen_area": 3.8e-6}, 3.8),
    ("minimal_stent_area", {"least_stent_area": 6.1e-6}, 6.1),
    ("strut_coverage", {"strut_coverage": 0.93}, 93.0),
    ("uncovered_struts", {"strut_coverage": 0.93}, 7.0),
    ("malapposed_struts", {"malapposed_share": 0.02}, 2.0),
    ("maximal_malapposition", {"malapposition": 0.25e-3}, 0.25),
    ("malapposition_area", {"malapposition_area": 0.4e-6}, 0.4),
    ("malapposition_volume", {"malapposition_volume": 1.4e-9}, 1.4),
    ("stent_neointimal_area", {"stent_neointimal_area": 0.7e-6}, 0.7),
    ("percent_stent_stenosis", {"stent_neointimal_area": 0.7e-6, "stent_area": 7e-6}, 10.0),
    ("percent_vessel_stenosis", {"lumen_area": 6e-6, "external_area": 15e-6}, 60.0),
    ("tissue_over_struts", {"tissue_over_strut": 0.09e-3}, 0.09),
]


@pytest.mark.parametrize(("name", "values", "expected"), OF_PULLBACKS, ids=[row[0] for row in OF_PULLBACKS])
def test_endpoints_of_arteries_and_patients_measure_pullbacks(name, values, expected):
    endpoint = menu.choose("endpoints", name)()
    assert reads(endpoint.world, "pullback")
    found = convert(endpoint.measure(pullbacks(**values)), endpoint.si, endpoint.unit)
    np.testing.assert_allclose(found, expected, rtol=1e-12)
