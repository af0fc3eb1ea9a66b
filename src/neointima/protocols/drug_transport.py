"""The transport study: one device in one artery, its drug followed through a section or a segment of the wall."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from neointima import menu
from neointima.geometry.contact import Contact, contact, depths, near, section_coating, segment_coating
from neointima.geometry.contours import Contour, circle
from neointima.geometry.faces import lumen_surface
from neointima.geometry.overlapping_stents import overlapped
from neointima.geometry.pattern_relief import relief_of_pattern
from neointima.geometry.relief import Relief
from neointima.geometry.stented_section import StentedSection
from neointima.geometry.stented_segment import BYTES_A_CELL, StentedSegment, lifted
from neointima.geometry.strut_section import evenly
from neointima.geometry.strut_shapes import StrutShape
from neointima.geometry.wall_mesh import WallMesh
from neointima.library.recipe import BLOOD, Recipe
from neointima.library.transport import BALLOON
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array
from neointima.simulation.coating import Coating, Surfaces
from neointima.simulation.coating.following_curve import FollowingCurve
from neointima.simulation.coating.solved_film import SolvedFilm
from neointima.simulation.coating.spent_balloon import SpentBalloon
from neointima.simulation.recording import PROFILE_DAYS, Recording
from neointima.simulation.stented_wall import StentedWall
from neointima.simulation.wall_record import FRAMES, Watch, film_days, record

PERISTRUT = 50e-6
COATED = ("conformal", "abluminal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How the stent lies: SI throughout.

    ``covering`` is tissue over the lamina between struts; ``angles`` [rad] of struts, none for even spacing;
    ``gaps`` how far single struts (by number from 0) lie off the wall; ``contours`` replace the round artery;
    ``finest`` is the size of the smallest cells. Segments: ``length``, and ``overlap`` of two stents, 0 for one;
    ``surface`` is the relief of a real stent in place of the pattern. ``maps`` are days of maps, none for the usual.
    """

    covering: float
    finest: float
    angles: Array | None = None
    gaps: Mapping[int, float] | None = None
    contours: tuple[Contour, ...] = ()
    length: float = 0.0
    overlap: float = 0.0
    surface: Relief | None = None
    maps: tuple[float, ...] = ()
    tolerance: float = 1e-2


@dataclass(frozen=True, slots=True)
class Site:
    """One arm: its recipe, its struts (none after a balloon), how they lie, and for how long."""

    name: str
    recipe: Recipe
    shape: StrutShape | None
    place: Place
    days: float
    animals: tuple[int, ...] = (1,)

    def stored(self) -> int:
        """Numbers that the recording will hold at most."""
        frames = len(self.place.maps) or (len(PROFILE_DAYS) + 1 if self.place.length else 2 * FRAMES)
        return (5 * frames + 10) * DrugTransport().cells(self)


@dataclass(frozen=True, slots=True)
class DrugTransport:
    """Places the stent, cuts the wall into cells, and follows the drug."""

    def simulate(self, site: Site, watch: Watch | None = None) -> Recording:
        """Pure: the same site gives the same recording anywhere."""
        maps = site.place.maps or (PROFILE_DAYS if site.place.length else film_days(site.days))
        return record(self.wall(site), site.days, maps=maps, watch=watch)

    def wall(self, site: Site) -> StentedWall:
        """The wall of one arm, with its stent or after its balloon."""
        recipe = site.recipe
        mesh, whole = self.geometry(site)
        touching = contact(mesh)
        vessel, length = recipe.submodel("vessel", {}), site.place.length or 1.0
        molar_mass = float(recipe.submodel("drug", {}).molar_mass)
        touched, lodged = np.zeros((2, touching.whole.size))
        if BALLOON in recipe.models:
            balloon, under = recipe.submodel(BALLOON, {}), float(lumen_surface(mesh).areas.sum())
            lodged = balloon.lodged(depths(mesh), mesh.volumes()[mesh.tissue > 0], under) / molar_mass
            dose = float(balloon.dose_per_area) * under / molar_mass
            coating: Coating = SpentBalloon(kept=dose - float(lodged.sum()))
        else:
            touched = self._coated(recipe, touching)
            # A strut's outer face is a little longer in the wall than its width, so contact may pass the whole.
            surfaces = Surfaces(touched, max(whole, float(touched.sum())))
            # Where two stents overlap there is the dose of both.
            coating = self._coating(recipe, surfaces, length=length + site.place.overlap)
        return StentedWall(
            mesh=mesh,
            tissue=recipe.submodel("wall", {}),
            coating=coating,
            molar_mass=molar_mass,
            tissue_density=float(vessel.tissue_density),
            lodged=lodged,
            touched=touched,
            peristrut=near(mesh, touching.whole, PERISTRUT),
            wash_out=self._wash_out(site, mesh),
            tolerance=site.place.tolerance,
        )

    def geometry(self, site: Site) -> tuple[WallMesh, float]:
        """The mesh, and the surface of the whole coating [m²; m² per metre of a section]."""
        place, shape, abluminal = site.place, site.shape, site.recipe.coating == "abluminal"
        if place.length:
            segment = self.segment(site)
            whole = segment_coating(shape, segment.reliefs, abluminal=abluminal) if shape else 0.0
            return segment.mesh(), whole
        section = self.section(site)
        return section.mesh(), section_coating(shape, section.angles.size, abluminal=abluminal) if shape else 0.0

    def cells(self, site: Site) -> int:
        """How many cells the mesh will have, roughly."""
        if not site.place.length:
            return 60_000
        around, along = self.segment(site, drawn=False).counts()
        return 40 * around * along

    def memory(self, site: Site) -> float:
        """Bytes that the solution will need, roughly."""
        return BYTES_A_CELL * self.cells(site)

    def section(self, site: Site) -> StentedSection:
        """Round or traced layers with the struts of the device."""
        place = site.place
        surfaces = place.contours or tuple(circle(radius) for radius in self._radii(site))
        if site.shape is None:
            nowhere = np.zeros(0)
            return StentedSection(surfaces=surfaces, shape=None, angles=nowhere, depth=nowhere, finest=place.finest)
        struts = site.recipe.submodel("struts", {})
        angles = evenly(round(float(struts.struts))) if place.angles is None else place.angles
        depth = np.full(angles.size, self._depth(site))
        for strut, gap in (place.gaps or {}).items():
            if strut >= angles.size:
                raise Mistake(f"malapposition: there is no strut {strut + 1}; this section has {angles.size}")
            depth[strut] = -gap
        return StentedSection(surfaces=surfaces, shape=site.shape, angles=angles, depth=depth, finest=place.finest)

    def segment(self, site: Site, *, drawn: bool = True) -> StentedSegment:
        """A length of the device, or of a real stent's surface, in a round artery."""
        place, radii = site.place, self._radii(site)
        reliefs: tuple[Relief, ...] = ()
        if drawn and site.shape:
            face = radii[1] + self._depth(site)
            reliefs = (_touching(place.surface, radii[0]),) if place.surface else self._stents(site, site.shape, face)
        return StentedSegment(reliefs=reliefs, radii=radii, length=place.length, cell=place.finest)

    def _stents(self, site: Site, shape: StrutShape, outer_face: float) -> tuple[Relief, ...]:
        """One stent over the whole length, or two of which the second lies inside the first where they overlap."""
        place, pattern = site.place, site.recipe.submodel("pattern", {})
        fine = min(shape.width / 8, place.finest / 2)

        def stent(face: float, begin: float, end: float, *, length: float) -> Relief:
            """What lies between heights ``begin`` and ``end`` of a stent of ``length``."""
            drawn = relief_of_pattern(pattern, shape, outer_face=face, length=length, window=(begin, end), fine=fine)
            if np.all(np.isnan(drawn.inner)):
                raise Mistake(f"length: no strut of {site.recipe.device} lies in {1e3 * (end - begin):g} mm; take more")
            return drawn

        apart = 3 * pattern.pitch(outer_face - shape.thickness / 2)
        if not place.overlap:
            # From the middle of a longer stent: its ends are elsewhere.
            return (stent(outer_face, apart, apart + place.length, length=place.length + 2 * apart),)
        each = (place.length + place.overlap) / 2
        first = stent(outer_face, apart, apart + each, length=apart + each)
        # Only on the first stent does the second stand off the wall.
        second = lifted(stent(outer_face, 0.0, each, length=each + apart), by=shape.thickness, until=place.overlap)
        return overlapped(first, second, offset=each - place.overlap, turn=0.1)

    def _depth(self, site: Site) -> float:
        """How deep the outer face of a strut lies outside the lamina [m]."""
        deployment, struts = site.recipe.submodel("deployment", {}), site.recipe.submodel("struts", {})
        return float(deployment.depth(struts.strut_thickness))

    def _radii(self, site: Site) -> tuple[float, float, float, float]:
        """Lumen, laminae and outside of a round artery once the stent is in [m]."""
        vessel = site.recipe.submodel("vessel", {})
        lamina = float(vessel.stretched_radius())
        outer = float(np.sqrt(lamina**2 + vessel.media_area() / np.pi))
        if site.place.covering >= lamina:
            raise Mistake(f"covering: {site.place.covering * 1e3:g} mm of tissue would fill the lumen; take less")
        return lamina - site.place.covering, lamina, outer, outer + float(vessel.adventitia_thickness)

    def _wash_out(self, site: Site, mesh: WallMesh) -> Array | None:
        """Clearance by place where the flow gives it; none for one coefficient everywhere."""
        if BLOOD not in site.recipe.models:
            return None
        lumen = (site.place.contours or (circle(self._radii(site)[0]),))[0]
        rim = mesh.shape.nodes[0]
        x, y = (rim + np.roll(rim, -1, axis=0)).T
        found: Array = site.recipe.submodel(BLOOD, {}).transfer(lumen, np.arctan2(y, x), mesh.grid.heights)
        return found

    def _coated(self, recipe: Recipe, touching: Contact) -> Array:
        """Coating that touches tissue [cells]."""
        if recipe.coating not in COATED:
            raise Mistake(
                f"devices/{recipe.device}.toml › coating: '{recipe.coating}' is not one of {', '.join(COATED)}"
            )
        return touching.outer if recipe.coating == "abluminal" else touching.whole

    def _coating(self, recipe: Recipe, surfaces: Surfaces, *, length: float) -> Coating:
        """The coating solved as a layer where its release model is a film, else as its curve says."""
        release, tissue = recipe.submodel("release", {}), recipe.submodel("wall", {})
        molar_mass, uptake = float(recipe.submodel("drug", {}).molar_mass), float(tissue.uptake)
        if not hasattr(release, "film"):
            return FollowingCurve(
                release=release, surfaces=surfaces, molar_mass=molar_mass, length=length, uptake=uptake
            )
        return SolvedFilm(
            film=release.film(),
            surfaces=surfaces,
            molar_mass=molar_mass,
            length=length,
            uptake=uptake,
            blood_transfer=float(tissue.lumen_transfer),
            tissue_diffusivity=float(tissue.diffusivity_media),
        )


def _touching(surface: Relief, lumen: float) -> Relief:
    """``surface`` if any of its metal reaches the wall: a stent drawn before it was opened floats in the blood."""
    furthest = float(np.nanmax(surface.outer))
    if furthest <= lumen:
        raise Mistake(
            f"stent_surface: the stent is {2e3 * furthest:.3g} mm wide and the lumen {2e3 * lumen:.3g} mm, so it "
            "touches nothing; export it as it is once opened, or take a smaller artery"
        )
    return surface


def strut(name: str, width: float, thickness: float) -> StrutShape:
    """A strut of the shape called ``name``."""
    shape: StrutShape = menu.choose("geometry/strut_shapes", name)(width=width, thickness=thickness)
    return shape
