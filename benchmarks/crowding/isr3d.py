"""ISR3D (state of April 2022) as two processes: it makes the vessel of its case B1 and lets it come to rest.

Built without its coupling library (cmake -DBUILD_APP_3D:BOOL=TRUE -DBUILD_MULTISCALE:BOOL=FALSE -DLOCAL_LIB=lib,
then make generateSmoothCylinder equilibration3D). It stops when the forces of two steps differ by less than a share of
a characteristic force, which says little about the forces themselves; so races are run to what it had reached by then.
"""

import os
import resource
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple


class Stop(NamedTuple):
    """A run of ISR3D: the share it is asked for, its steps, and the rms force [N] and energy [N mm] at its end.

    Forces and energy were worked out from the end states by the law of its source.
    """

    share: float
    steps: int
    rms_force: float
    energy: float


AS_PUBLISHED = Stop(1e-3, 495, 2.303e-6, 8.116e-5)
TIGHT = Stop(1e-4, 2168, 3.377e-9, 9.448e-10)

SETTINGS = """\
lX 1.2
straight_segment 0.0
curvature_radius 1e3
stent_curvature_radius 1e6
strut_height 0.09
strut_width 0.09
inner_radius 0.4
outer_radius 0.52
num_struts 6
stent_length 0.8
helix_pitch 12.0
smc_mean_rad 0.015
smc_rad_sigma 0.0
generate_mean_shift 0.0
generate_sigma_shift 0.0
generate_out_name test_vessel.dat
eq_input_file test_vessel.dat
eq_mean_shift 0.0
eq_sigma_shift 0.0
eq_boundary_mobility_x 1.0
eq_boundary_mobility_y 1.0
eq_boundary_mobility_z 1.0
eq_shuffle_fraction 1.00
eq_iter_time 2.0
eq_max_iter 1
eq_vtk_iter 0
eq_vtp_scalars typeId/forceNorm
eq_vtp_vectors none
eq_dat_iter 0
centerline_file test_vessel_centerline.csv
"""


def seconds(build: str, stop: Stop) -> float:
    """Processor seconds of its equilibration; ``build`` is the folder of its two programs."""
    programs = Path(build).resolve()
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "b1.cfg").write_text(f"{SETTINGS}eq_convergence_level {stop.share:g}\n")
        (Path(folder) / "data.equilibration").mkdir()
        taken = []
        for program in ("generateSmoothCylinder", "equilibration3D"):
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            command = [str(programs / program), "./b1.cfg"]
            subprocess.run(command, check=True, capture_output=True, cwd=folder, env=environment)
            taken.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
    return taken[-1]
