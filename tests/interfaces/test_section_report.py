"""The page of a section study: its film is whole without a network or a script, and says which setting gives one."""

import re

import pytest

from neointima.interfaces.cli import main
from neointima.interfaces.report import section_film as film_module
from neointima.interfaces.report.section_film import MOST_PICTURES, section_film
from small_artery import small_study


def page(folder, **own):
    path = small_study(folder, **own)
    assert main(["run", str(path), "--out", str(folder / "out")]) == 0
    return (folder / "out" / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def filmed(tmp_path_factory):
    return page(tmp_path_factory.mktemp("filmed"), days=2, cells="every day")


@pytest.fixture(scope="module")
def still(tmp_path_factory):
    return page(tmp_path_factory.mktemp("still"), days=1, cells="last day")


def without_script(text):
    return re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)


def test_the_film_has_a_frame_for_each_kept_day_of_both_arms_in_both_stains(filmed):
    assert re.findall(r'"time": "([^"]+)"', filmed) == ["day 0", "day 1", "day 2"]
    pictures = re.search(r"frames = (.*);\n", filmed).group(1)
    found = re.findall(r'"(data:image/webp;base64,[^"]+)"', pictures)
    assert len(found) == 3 * 2 * 2
    # Animals are shared: on day 0 the arms look alike, and never after.
    assert len(set(found)) == 2 + 2 * 2 * 2


def test_without_a_script_the_last_day_stands_there(filmed):
    text = without_script(filmed)
    alts = re.findall(r'<img src="data:image/webp;base64,[^"]+" alt="([^"]+)"', text)
    assert [alt.split(",")[:2] for alt in alts] == [["treated", " day 2"], ["control", " day 2"]]
    assert '<div class="controls" hidden>' in text
    assert text.count("mm²</span>") == 2


def test_the_film_can_be_worked_by_keyboard_and_does_not_play_by_itself(filmed):
    assert '<button type="button">Play</button>' in filmed
    assert re.search(r'<input type="range"[^>]*max="2"[^>]*aria-label="day after implantation"', filmed)
    assert "prefers-reduced-motion" in filmed
    assert "setInterval" in filmed
    assert filmed.count("play()") == 1


@pytest.mark.parametrize("which", ["filmed", "still"])
def test_the_page_needs_no_network(which, request):
    text = re.sub(r'"data:image[^"]*"', '"data:"', request.getfixturevalue(which))
    links = re.findall(r'(?:src|href)="([^"]*)"', text)
    assert [link for link in links if not link.startswith(("#", "data:"))] == []
    assert not re.search(r"url\((?!#)|@import|fetch\(|XMLHttpRequest|import\(", text)
    assert "<b>&?" not in text


def test_without_days_there_is_no_film_but_the_way_to_one(still):
    assert 'id="player"' not in still
    assert 'href="#film"' not in still
    assert "conditions.cells=every week" in still
    stills = re.findall(r'<img src="data:image/webp;base64,[^"]+" alt="([^"]+)"', still)
    assert stills == [
        f"{arm}, {stain}, day 1"
        for arm in ("treated", "control")
        for stain in ("haematoxylin-eosin", "Verhoeff–van Gieson")
    ]


def test_the_page_shows_each_strut_and_what_a_section_cannot_say(filmed):
    assert "Schwartz injury score" in filmed
    assert "direction is no prediction" in filmed
    assert "One mean section along one radius" not in filmed


class FakeFilm:
    """A film that draws nothing, to count frames."""

    def __init__(self, days, arms):
        self.cases, self._days = dict.fromkeys(arms), days

    def days(self):
        return list(range(self._days))

    def width(self):
        return 4e-3


@pytest.mark.parametrize(
    ("days", "arms", "stains", "frames"), [(5, 2, 2, 5), (29, 2, 1, 29), (29, 4, 1, 15), (366, 2, 1, 30), (5, 6, 2, 5)]
)
def test_a_film_stays_within_sixty_pictures(monkeypatch, days, arms, stains, frames):
    monkeypatch.setattr(film_module, "_frame", lambda film, day, stains: day)
    shown = section_film(FakeFilm(days, [f"arm{one}" for one in range(arms)]))
    assert (len(shown["stains"]), len(shown["frames"])) == (stains, frames)
    assert frames * arms * stains <= MOST_PICTURES
    assert (shown["frames"][0], shown["frames"][-1]) == (0, days - 1)
    assert shown["left_out"] == days - frames
    assert shown["bar"] == 12.5


def test_one_day_is_no_film():
    assert section_film(FakeFilm(1, ["arm"])) == {}
