"""``neointima animals``: from the table to the page, and tables that somebody made to do harm."""

import csv
import re

import openpyxl
import pytest

from terminal import call, refused

HEAD = "pig,artery,device,day,neointimal area (mm2),inflammation (0-3)\n"
TEXT = HEAD + "".join(
    f"P{pig},{artery},{device},28,{2 + 0.3 * pig - 0.9 * place + 0.1 * section + 0.05 * (pig * place % 3):.2f},{(pig + section) % 3}\n"
    for pig in range(6)
    for place, (artery, device) in enumerate((("LAD", "BMS"), ("LCX", "ZES"), ("RCA", "SES")))
    for section in range(3)
)


def written(tmp_path, text, name="pigs.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def animals(tmp_path, text=TEXT, *options):
    out = tmp_path / "out"
    return call("animals", written(tmp_path, text), "--out", out, *options), out


def table(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_table_becomes_tables_a_page_and_sentences(tmp_path):
    done, out = animals(tmp_path)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in out.iterdir()} == {
        "animals.html", "groups.csv", "comparisons.csv", "variance_components.csv", "sections.csv", "notes.csv",
    }  # fmt: skip
    lines = done.stdout.splitlines()
    assert (
        lines[0] == "6 animals, 18 stents, 3 groups. Animals carry stents of several groups, so each animal is a block."
    )
    assert any(line.startswith("  ZES − BMS: −0.") and "mm² (−" in line for line in lines)
    assert lines[-1] == f"page: {out / 'animals.html'}"
    rows = table(out / "groups.csv")
    assert [(row["animals"], row["stents"], row["sections"]) for row in rows] == [("6", "6", "18")] * 6
    assert {row["day"] for row in rows} == {"28"}


def test_the_recommended_is_first_and_the_wrong_one_last_and_called_so(tmp_path):
    _, out = animals(tmp_path)
    rows = [row for row in table(out / "comparisons.csv") if row["endpoint"] == "neointimal_area"]
    assert [row["kind"] for row in rows] == ["recommended", "beside"] * 2 + ["wrong"] * 2
    assert all("not to be quoted" in row["note"] for row in rows[-2:])
    assert all(float(row["lower"]) < float(row["estimate"]) < float(row["upper"]) for row in rows)
    assert float(rows[0]["p"]) < 0.05 and rows[0]["said"].startswith("−0.")


def test_the_page_holds_figures_with_units_and_a_sentence_on_what_to_see(tmp_path):
    _, out = animals(tmp_path)
    page = (out / "animals.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 2 and page.count('role="img"') == 2
    assert "neointimal area [mm²]" in page and "difference from BMS [mm²]" in page
    assert "the number of dots is the n that counts" in page and "Thin lines join stents of one animal" in page
    assert page.index("−0.9") < page.index("of the null hypothesis")
    assert "<script" not in page and "http" not in re.sub(
        r'xmlns(:\w+)?="[^"]*"|<!DOCTYPE[^>]*>|rdf:\w+="[^"]*"',
        "",
        re.sub(r"<metadata>.*?</metadata>", "", page, flags=re.DOTALL),
    )


def test_the_control_may_be_named_and_the_groups_are_listed_where_it_cannot_be_told(tmp_path):
    done, out = animals(tmp_path, TEXT, "--control", "ses")
    assert done.returncode == 0 and {row["control"] for row in table(out / "comparisons.csv")} == {"SES"}
    path = written(tmp_path, TEXT)
    refused(call("animals", path, "--control", "Xience"), "'Xience' is not among the groups", "'BMS', 'ZES', 'SES'")
    refused(call("animals", written(tmp_path, TEXT.replace("BMS", "Driver"))), "none is called control", "--control")


def test_measurements_need_the_table_of_groups(tmp_path):
    measured = "file,section,endpoint,value,unit,basis\n" + "".join(
        f"s/{n}.tif,,neointimal_area,{1 + n % 4 + 0.1 * n},mm**2,iel\n" for n in range(8)
    )
    groups = "file,animal,stent,group\n" + "".join(f"{n}.tif,{n},1,{'BMS' if n % 2 else 'ZES'}\n" for n in range(8))
    path = written(tmp_path, measured, "measurements.csv")
    refused(call("animals", path), "give --groups TABLE")
    done = call("animals", path, "--groups", written(tmp_path, groups, "groups.csv"), "--out", tmp_path / "out")
    assert done.returncode == 0 and "8 animals, 8 stents, 2 groups" in done.stdout
    refused(call("animals", written(tmp_path, TEXT), "--groups", path), "names the animals itself")


def test_without_out_a_new_folder_is_made_each_time(tmp_path):
    written(tmp_path, TEXT)
    for name in ("pigs", "pigs_2"):
        assert call("animals", "pigs.csv", cwd=tmp_path).returncode == 0
        assert (tmp_path / "animals" / name / "animals.html").is_file()


def test_a_folder_that_holds_something_is_not_written_over(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    refused(animals(tmp_path)[0], "holds other files")


def test_names_from_outside_are_neither_run_nor_painted_as_mathematics(tmp_path):
    text = (
        TEXT.replace("ZES", "<script>alert(1)</script>")
        .replace("SES", r"=cmd()")
        .replace("P0", r"$\frac$")
        .replace("BMS", r"control $\x$")
    )
    done, out = animals(tmp_path, text)
    assert done.returncode == 0, done.stderr
    assert "<script" not in (out / "animals.html").read_text(encoding="utf-8")
    for name in ("groups.csv", "comparisons.csv", "sections.csv", "notes.csv"):
        assert not any(cell.startswith(("=", "+", "@")) for row in table(out / name) for cell in row.values())


def test_formulas_of_a_workbook_without_values_are_passed_by_and_said(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [line.split(",") for line in TEXT.splitlines()]:
        sheet.append([float(cell) if re.fullmatch(r"[0-9.]+", cell) else cell for cell in row])
    sheet["E2"] = "=1+1"
    book.save(tmp_path / "pigs.xlsx")
    done = call("animals", tmp_path / "pigs.xlsx", "--out", tmp_path / "out")
    assert done.returncode == 0 and "formulas without a stored value" in done.stdout
    assert len(table(tmp_path / "out" / "sections.csv")) == 2 * 54 - 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\xd0\xcf\x11\xe0 old office", "old .xls"),
        (b"PK\x03\x04 not a zip", ""),
        (b"\x00\x01\x02" * 100, ""),
        (b"animal,group\n" + b'"' * 1001, ""),
        (b"animal,group,nia\n1,BMS,1\n2,ZES,two\n", "line 3, neointimal_area: 'two' is not a number"),
        (b"animal,group,nia\n1,BMS,=2+2\n", "formulas are not worked out"),
        (
            b"animal,group," + b",".join(b"x%d" % n for n in range(300)) + b"\n1,BMS" + b",1" * 300 + b"\n",
            "at most 100",
        ),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(tmp_path, content, said):
    path = tmp_path / "pigs.csv"
    path.write_bytes(content)
    refused(call("animals", path, "--out", tmp_path / "out"), said)
    assert not (tmp_path / "out").exists()


def test_a_missing_file_and_a_level_that_is_none_are_refused(tmp_path):
    refused(call("animals", tmp_path / "none.csv"), "no such file")
    refused(call("animals", written(tmp_path, TEXT), "--level", "95"), "0.95")


def test_values_of_any_size_and_sign_make_a_page(tmp_path):
    for values in ((0.0, 0.0), (-3.0, 1e11), (1e-12, 2e-12)):
        text = HEAD + "".join(
            f"P{n},LAD,{'BMS' if n % 2 else 'ZES'},28,{values[n % 3 > 0] * (1 + n % 5)},0\n" for n in range(8)
        )
        done = call("animals", written(tmp_path, text), "--out", tmp_path / f"out{values[1]}")
        assert done.returncode == 0, done.stderr
