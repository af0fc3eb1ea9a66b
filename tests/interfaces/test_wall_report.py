"""The page of a transport study: complete, small, closed to the network, and saying what the recording says."""

import io
import re
from base64 import b64decode
from html import unescape
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from neointima.interfaces.cli import main
from neointima.interfaces.report import wall_words
from neointima.interfaces.report.wall_animation import kept
from neointima.interfaces.report.wall_maps import CONTENT, OCCUPANCY, days_shown, moment, scale
from neointima.interfaces.report.wall_section import around_strut, whole
from neointima.interfaces.report.wall_sheet import METAL
from neointima.laboratory.recordings import read
from neointima.laboratory.wall_cells import mass_share, total_drug
from wall_study import wall_study

LARGEST = 5_000_000
PARTS = ("coating_drug", "wall_drug", "lumen_drug", "adventitia_drug", "degraded_drug")


class Page(HTMLParser):
    """What a page points at, its pictures' words and its figures' sentences."""

    def __init__(self, text):
        super().__init__()
        self.links, self.alts, self.figures, self.captions, self.inside = [], [], 0, [], False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        self.links += [named[key] for key in ("src", "href", "xlink:href", "srcset", "action") if key in named]
        self.alts += [named.get("alt", "")] if tag == "img" else []
        self.figures += tag == "figure"
        self.inside = tag == "figcaption" or (self.inside and tag not in ("figure",))
        self.captions += [""] if tag == "figcaption" else []

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "figcaption"

    def handle_data(self, text):
        if self.inside:
            self.captions[-1] += text


FAST = 'fast = { device = "endeavor", drug = "zotarolimus" }'


def made(folder, **own):
    path = wall_study(folder, title="Drug in a wall <b>&", **own)
    assert main(["run", str(path), "--out", str(folder / "out")]) == 0
    return folder / "out"


@pytest.fixture(scope="module")
def section(tmp_path_factory):
    more = "maps = [0.25, 0.5, 1.0]"
    folder = tmp_path_factory.mktemp("section")
    return made(folder, more=more, second=FAST)


@pytest.fixture(scope="module")
def segment(tmp_path_factory):
    more = 'length = "1 mm"\nmaps = [1.0]'
    return made(tmp_path_factory.mktemp("segment"), world="wall_segment", finest="200 um", more=more)


@pytest.fixture(scope="module")
def slow(section):
    return read(section / "recordings" / "slow_0001.nc")


def text_of(folder):
    return (folder / "report.html").read_text(encoding="utf-8")


def pictures(text):
    found = re.findall(r'<img src="data:image/png;base64,([^"]+)"', text)
    return [np.asarray(Image.open(io.BytesIO(b64decode(one))).convert("RGB")) for one in found]


@pytest.mark.parametrize("world", ["section", "segment"])
def test_the_page_needs_no_network(world, request):
    text = text_of(request.getfixturevalue(world))
    outside = [link for link in Page(text).links if not link.startswith(("#", "data:"))]
    assert outside == []
    assert not re.search(r"url\((?!#)|@import|fetch\(|XMLHttpRequest|import\(", re.sub(r"base64,[^\"]*", "", text))


@pytest.mark.parametrize("world", ["section", "segment"])
def test_the_page_is_small_and_each_figure_says_what_to_see(world, request):
    text = text_of(request.getfixturevalue(world))
    page = Page(text)
    assert len(text) < LARGEST
    assert page.figures == len(page.captions) >= 9
    assert all(len(caption) > 20 for caption in page.captions)
    assert page.alts
    assert all(page.alts)
    assert not re.search(r"\bnan\b|\binf\b|None|Undefined", re.sub(r"base64,[^\"]*", "", text))


def test_words_from_outside_are_escaped(section):
    assert "Drug in a wall &lt;b&gt;&amp;" in text_of(section)
    assert "wall <b>" not in text_of(section)


def test_the_page_has_its_parts(section):
    text = text_of(section)
    for part in ("findings", "maps", "film", "fate", "content", "receptors", "published", "numbers", "trust"):
        assert f'id="{part}"' in text
        assert f'href="#{part}"' in text
    for limit in ("No cells and no growth", "fitted in the radial world", "recalled", "assumed"):
        assert limit in text


def test_the_film_has_one_frame_for_each_kept_day_and_a_keyboard(section):
    text = text_of(section)
    times = re.findall(r'"time": "([^"]+)"', text)
    assert times == ["6 h", "12 h", "day 1", "day 2"]
    assert '<button type="button">' in text
    assert re.search(r'<input type="range"[^>]*max="3"[^>]*aria-label=', text)
    assert "prefers-reduced-motion" in text
    assert len(set(re.findall(r'"picture": "([^"]+)"', text))) == len(times)


def test_only_a_segment_is_unrolled(section, segment):
    assert "unrolled" not in text_of(section)
    assert "unrolled" in text_of(segment)


def test_metal_is_grey_in_the_maps(section):
    grey = [int(METAL[place : place + 2], 16) for place in (1, 3, 5)]
    for picture in pictures(text_of(section)):
        assert (np.abs(picture.astype(int) - grey).max(axis=-1) <= 1).sum() > 100


def test_sentences_say_what_the_recording_says(section, slow):
    text = unescape(text_of(section))
    near, mean = (slow.values[name][0, -1] * 1e6 for name in ("peristrut_content", "tissue_content"))
    assert f"and {near / mean:.2g} ({near:.2g} against {mean:.2g} ng/mg)" in text
    assert f"slow {mean:.2g}" in text
    dose = sum(slow.values[part][0, 0] for part in PARTS)
    shares = [f"{100 * slow.values[part][0, -1] / dose:.3g}" for part in PARTS]
    row = "".join(f'<td class="number">{share}</td>' for share in shares)
    assert f"<tr><td>slow</td>{row}</tr>" in text


def test_the_fullest_tenth_of_an_even_wall_holds_a_tenth(slow):
    volumes = slow.values["cell_volume"][0]
    # Interpolated in a cumulative sum of thousands of cells: exact but for round-off.
    assert wall_words._fullest_tenth(slow, volumes * 3.0) == pytest.approx(10.0, rel=1e-9)


def test_cells_hold_the_drug_of_the_wall(slow):
    volumes = slow.values["cell_volume"][0]
    held = total_drug(slow) @ volumes
    at = np.searchsorted(slow.times, slow.days * 86400.0)
    assert held == pytest.approx(slow.values["wall_drug"][0, at], rel=1e-9)
    # Sirolimus, 914.2 g/mol, in tissue of 1.06 g/mL.
    assert mass_share(slow) == pytest.approx(0.9142 / 1060, rel=1e-3)


def test_the_strut_looks_up_with_blood_below(slow):
    close = around_strut(slow)
    bare = np.isnan(close.plane(np.zeros(close.cells.ring.size)))
    middles = (close.nodes[:-1, :-1] + close.nodes[1:, 1:]) / 2
    left, right, bottom, top = close.window
    in_sight = bare & (middles[..., 0] > left) & (middles[..., 0] < right) & (middles[..., 1] > bottom)
    assert in_sight.any()
    # One strut in the middle: cypher's are 140 µm wide, ten to a section.
    assert abs(middles[in_sight][:, 0].mean()) < 5
    assert np.abs(middles[in_sight][:, 0]).max() < 75
    assert middles[in_sight][:, 1].max() < top
    lumen = close.lines()[0]
    shown = lumen[(np.abs(lumen[:, 0]) < 50) & (lumen[:, 1] > bottom)]
    assert np.all(shown[:, 1] < 1.0)


def test_turning_a_section_keeps_its_size(slow):
    full, close = whole(slow), around_strut(slow)
    spans = [np.linalg.norm(np.diff(one.nodes[-1], axis=0), axis=1) for one in (full, close)]
    assert np.allclose(1e3 * spans[0], spans[1], rtol=1e-9)


def test_one_scale_holds_all_arms_and_days(slow):
    norm = scale({"slow": slow}, CONTENT).norm
    contents = CONTENT.values(slow)
    beyond = (slow.values["cell_volume"][0] * (contents > norm.vmax)).sum(axis=1) / slow.values["cell_volume"][0].sum()
    assert beyond.max() <= 0.011
    assert contents.max() > norm.vmin
    shares = scale({"slow": slow}, OCCUPANCY).norm
    assert (shares.vmin, shares.vmax) == (0, 100)


def test_five_days_are_shown_and_the_last_is_one_of_them():
    days = np.array([0.1, 0.5, 1.0, 2.0, 3.0, 5.0, 7.0, 14.0, 28.0, 60.0])
    assert [days[place] for place in days_shown(days)] == [1.0, 3.0, 7.0, 28.0, 60.0]
    assert days_shown(np.array([2.0])) == [0]


def test_a_film_has_24_frames_at_most_with_both_ends():
    assert kept(5) == [0, 1, 2, 3, 4]
    many = kept(60)
    assert (len(many), many[0], many[-1]) == (24, 0, 59)


def test_times_are_said_as_people_say_them():
    assert [moment(day) for day in (1 / 24, 0.25, 1.0, 1.5, 28.0)] == ["1 h", "6 h", "day 1", "day 1.5", "day 28"]
