"""Names as people write them mean what they should, and never more."""

import pytest
from drawn import around, box

from neointima.instruments.outlines import Drawing, Outline
from neointima.instruments.outlines.classed import classed
from neointima.instruments.outlines.classes import KINDS, LAYERS, Classes, our_classes
from neointima.mistake import Mistake

SAID = """
lumen: Lumen, LUMEN, lumen area, LumenArea, vessel lumen, lumen_56, Lumen-2, lumen56, frame 56 lumen, S2 Lumen, lumen 3b
iel: IEL, iel, Internal Elastic Lamina, internal_elastic_membrane, InternalElasticLamina, IEL contour, IEL (section 4)
eel: EEL, EEM, eem_308, External elastic lamina, external elastic membrane, Vessel, outer elastic lamina
strut: Strut, struts, Strut 3, strut_56_3, Stent strut, Strut: Covered
stent: Stent, stent contour, Stent-2
wall: Wall, vessel wall
adventitia: Adventitia, tunica adventitia
endothelium: CD31, Endothelium
neointima: Neointima, neo-intima, Intima
media: Media, Tunica media
ignore: Ignore*, background, scale bar
"""


@pytest.mark.parametrize("line", SAID.strip().splitlines())
def test_common_names_have_their_class(line):
    kind, names = line.split(": ", 1)
    assert {name: our_classes().kind_of(name) for name in names.split(", ")} == dict.fromkeys(names.split(", "), kind)


@pytest.mark.parametrize(
    "name", ["", "Tumor", "not lumen", "lumen of side branch", "multilumen", "Region 3", "56", "label 128", "stentless"]
)
def test_what_is_no_class_is_not_guessed(name):
    assert our_classes().kind_of(name) == ""


@pytest.mark.parametrize(
    ("label", "name", "expected"),
    [
        ("lumen_56", "", ("lumen", "56", 0)),
        ("eem D 197", "", ("eel", "D 197", 0)),
        ("Strut 3", "", ("strut", "", 3)),
        ("strut_56_3", "", ("strut", "56", 3)),
        ("Strut", "Strut 12", ("strut", "", 12)),
        ("Strut", "7", ("strut", "", 7)),
        ("Lumen", "section 4", ("lumen", "4", 0)),
        ("Lumen", "traced by AB", ("lumen", "", 0)),
        ("Lumen", "IEL 3", ("lumen", "", 0)),
        ("Tumor", "Lumen 2", ("lumen", "2", 0)),
        ("Ignore*", "Lumen", ("ignore", "", 0)),
        ("Wall", "wall ring", ("wall", "", 0)),
    ],
)
def test_numbers_are_sections_of_layers_and_names_of_struts(label, name, expected):
    assert our_classes().named(label, name) == expected


def test_a_table_of_ones_own_is_added_and_wins(tmp_path):
    path = tmp_path / "classes.csv"
    path.write_text(
        "\ufeffName;Class\n128;wall\n255;Lumen\nVessel;ignore\nPlaque;neointima\n\n# 3;strut\n", encoding="utf-8"
    )
    classes = Classes.read(path)
    kinds = [
        classes.kind_of(name) for name in ("label 128", "label 255", "label 3", "Vessel", "plaque", "EEM", "Lumen 128")
    ]
    assert kinds == ["wall", "lumen", "", "ignore", "neointima", "eel", "lumen"]
    assert our_classes().kind_of("Vessel") == "eel"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("EEM,elastica\n", "line 1: a name and its class"),
        ("name,class\nEEM\n", "line 2"),
        ("", "no names"),
        ('"EEM,eel\n', "line 1"),
    ],
)
def test_a_bad_table_is_a_mistake_with_its_line(tmp_path, text, words):
    (tmp_path / "classes.csv").write_text(text)
    with pytest.raises(Mistake, match=words):
        Classes.read(tmp_path / "classes.csv")


def test_a_missing_or_binary_table_is_a_mistake(tmp_path):
    with pytest.raises(Mistake, match="cannot be read"):
        Classes.read(tmp_path / "none.csv")
    (tmp_path / "x.csv").write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(Mistake, match="UTF-8"):
        Classes.read(tmp_path / "x.csv")


def test_our_table_uses_every_class_and_repeats_none():
    assert set(our_classes().table.values()) == set(KINDS)
    assert set(LAYERS) < set(KINDS)


def drawn(*labels, sections=None):
    sections = sections or [""] * len(labels)
    ring = around(100.0)
    return Drawing(
        "a",
        tuple(
            Outline(label, polygons=((ring,),), section=place) for label, place in zip(labels, sections, strict=True)
        ),
    )


def slide(*middles):
    """Lumen, EEL, a strut on the lumen and one in it for each section, class by class, none of them named."""
    rows = []
    for label, far in (("EEL", 100.0), ("Lumen", 60.0)):
        rows += [Outline(label, polygons=((around(far, middle=middle),),)) for middle in middles]
    rows += [Outline("Strut", polygons=((box(x + 70, y, 8),),)) for x, y in middles]
    return rows + [Outline("CD31", lines=(around(60.0, middle=middle)[:90],)) for middle in middles]


def test_sections_of_one_slide_are_told_apart_by_their_place():
    rows = slide((100, 100), (400, 120), (250, 400))
    known = classed(Drawing("a", tuple(rows)), our_classes())
    assert [each.section for each in known.outlines] == ["1", "2", "3"] * 4
    assert "3 sections told apart by their place" in known.notes[0]


def test_struts_without_a_section_belong_to_where_they_lie():
    rows = slide((100, 100), (400, 120))
    named = [row._replace(label=f"{row.label} {place}") for row, place in zip(rows[:4], "ABAB", strict=True)]
    known = classed(Drawing("a", (*named, *rows[4:])), our_classes())
    assert [each.section for each in known.outlines] == ["A", "B"] * 4
    assert known.notes == ()


def test_outlines_that_lie_on_one_another_are_not_told_apart():
    rows = slide((100, 100), (120, 100))
    assert {each.section for each in classed(Drawing("a", tuple(rows)), our_classes()).outlines} == {""}
    one = slide((100, 100))
    two_lumens = (*one, one[1]._replace(polygons=((box(140.0, 100.0, 9.0),),)))
    assert {each.section for each in classed(Drawing("a", two_lumens), our_classes()).outlines} == {""}


def sections_of(drawing):
    return [each.section for each in classed(drawing, our_classes()).outlines]


def test_sections_come_from_names_or_else_from_frames():
    assert sections_of(drawn("lumen_56", "eem_56", "lumen_202", "eem_202")) == ["56", "56", "202", "202"]
    assert sections_of(drawn("Lumen", "IEL", "Strut 1", "Strut 2")) == [""] * 4
    assert sections_of(drawn("Lumen 1", "IEL", "Strut 1")) == [""] * 3
    assert sections_of(drawn("lumen_56", "eem_56", "Strut 1")) == ["56"] * 3
    assert sections_of(drawn("lumen", "strut 3", "lumen", sections=["D 1", "D 1", "D 2"])) == ["D 1", "D 1", "D 2"]
    assert sections_of(drawn("lumen_56", "strut 3", "lumen_60", sections=["1", "1", "2"])) == ["56", "56", "60"]
    assert sections_of(drawn("Lumen 1", "Lumen 1", sections=["1", "2"])) == ["1", "2"]


def test_unknown_classes_are_left_out_and_said_and_nothing_known_is_a_mistake():
    known = classed(drawn("Lumen", "Tumor", "Ignore*", "Plaque"), our_classes())
    assert [each.kind for each in known.outlines] == ["lumen"]
    assert "'Tumor', 'Plaque'" in known.notes[0]
    assert "table of your own" in known.notes[0]
    for labels in (("Tumor",), ("Ignore*",), ()):
        with pytest.raises(Mistake, match=r"no class is known|no outlines"):
            classed(drawn(*labels), our_classes())
