// The peer of the race of moving cells: PhysiCell 1.14.2, default mechanics, biology and diffusion off.
// Build, in a copy of github.com/MathCancer/PhysiCell (VERSION.txt 1.14.2), with PhysiCell's own flags; about a minute:
//   make template && cp .../benchmarks/crowding/crowd.cpp main.cpp && make PROGRAM_NAME=crowd
//
// usage: crowd DIM N_SIDE MINUTES [RADIUS_um|0] [SPACING_um] [--mode mech|full|fullsprings]
//              [--in start.csv] [--out final.csv] [--start-out start.csv] [--jitter 1] [--seed 1] [--dt 0.1]
// RADIUS 0 = PhysiCell default (volume 2494 um^3 -> 8.4127 um).
// mech        : timed = exactly the three loops of core/PhysiCell_cell_container.cpp:237-241 (functions.update_velocity),
//               :301-306 (update_position), :311-313 (update_voxel_in_container); nothing else
// full        : timed = Cell_Container::update_all_cells(), one call per mechanics step (diffusion_dt_ = mechanics_dt, so the
//               secretion loop runs once, not 10x, per mechanics step), phenotype update every 6 min with all rates 0,
//               automated spring adhesions disabled
// fullsprings : as full, with PhysiCell's shipped default disable_automated_spring_adhesions = false (rates are 0)
// stdout: one line  cells steps seconds updates_per_second ; parameters go to stderr.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>
#include <array>
#include <random>
#include <chrono>
#include <cmath>
#include <unistd.h>
#include <omp.h>
#include "core/PhysiCell.h"
#include "modules/PhysiCell_standard_modules.h"
using namespace BioFVM;
using namespace PhysiCell;

int main(int argc, char** argv)
{
	if (argc < 4) { fprintf(stderr, "usage: crowd DIM N MIN [R|0] [SPACING] [--mode mech|full|fullsprings] [--in f] [--out f] [--start-out f] [--jitter j] [--seed s] [--dt dt]\n"); return 2; }
	int dim = atoi(argv[1]), n = atoi(argv[2]); double minutes = atof(argv[3]);
	double radius = 0, spacing = 15, jitter = 1, dt = 0.1; unsigned seed = 1;
	std::string mode = "mech", fin, fout, fstart; int pos = 0;
	for (int i = 4; i < argc; i++) {
		std::string a = argv[i];
		if (a == "--mode") mode = argv[++i];
		else if (a == "--in") fin = argv[++i];
		else if (a == "--out") fout = argv[++i];
		else if (a == "--start-out") fstart = argv[++i];
		else if (a == "--jitter") jitter = atof(argv[++i]);
		else if (a == "--seed") seed = atoi(argv[++i]);
		else if (a == "--dt") dt = atof(argv[++i]);
		else if (pos == 0) { radius = atof(argv[i]); pos++; }
		else { spacing = atof(argv[i]); }
	}
	// start positions
	std::vector<std::array<double,3>> p;
	if (!fin.empty()) {
		FILE* f = fopen(fin.c_str(), "r"); if (!f) { perror(fin.c_str()); return 2; }
		char line[512];
		while (fgets(line, sizeof line, f)) { double x, y, z; if (sscanf(line, "%lf,%lf,%lf", &x, &y, &z) == 3) p.push_back({x, y, z}); }
		fclose(f);
	} else {
		std::mt19937_64 g(seed); std::uniform_real_distribution<double> u(-jitter, jitter);
		double o = -0.5 * (n - 1) * spacing;
		for (int k = 0; k < (dim == 3 ? n : 1); k++) for (int j = 0; j < n; j++) for (int i = 0; i < n; i++) {
			double x = o + i*spacing + u(g), y = o + j*spacing + u(g), z = dim == 3 ? o + k*spacing + u(g) : 0.0;
			p.push_back({x, y, z});
		}
	}
	if (!fstart.empty()) { FILE* f = fopen(fstart.c_str(), "w"); for (auto& q : p) fprintf(f, "%.17g,%.17g,%.17g\n", q[0], q[1], q[2]); fclose(f); }
	double half = 0; for (auto& q : p) for (int c = 0; c < 3; c++) half = std::max(half, fabs(q[c]));
	half = 60.0 * ceil((1.25 * half + 60.0) / 60.0);          // roomy: no cell may reach the wall

	fflush(stdout); int keep = dup(1); dup2(2, 1);             // PhysiCell's chatter goes to stderr
	// microenvironment (never advanced)
	default_microenvironment_options.X_range = { -half, half };
	default_microenvironment_options.Y_range = { -half, half };
	default_microenvironment_options.Z_range = { -half, half };
	default_microenvironment_options.dx = default_microenvironment_options.dy = default_microenvironment_options.dz = 20;
	if (dim == 2) { default_microenvironment_options.simulate_2D = true; default_microenvironment_options.Z_range = { -10, 10 }; }
	default_microenvironment_options.calculate_gradients = false;
	default_microenvironment_options.track_internalized_substrates_in_each_agent = false;
	default_microenvironment_options.use_oxygen_as_first_field = true;
	PhysiCell_settings.omp_num_threads = omp_get_max_threads();
	mechanics_dt = dt; diffusion_dt = dt;
	initialize_microenvironment();
	Cell_Container* cc = create_cell_container_for_microenvironment(microenvironment, 30.0);   // template value
	SeedRandom(0);

	initialize_default_cell_definition();
	cell_defaults.phenotype.secretion.sync_to_microenvironment(&microenvironment);
	cell_defaults.functions.update_phenotype = NULL;
	cell_defaults.functions.volume_update_function = NULL;
	cell_defaults.functions.cycle_model = live;
	cell_defaults.phenotype.cycle.sync_to_cycle_model(live);
	cell_defaults.phenotype.cycle.data.transition_rate(0, 0) = 0.0;
	for (auto& r : cell_defaults.phenotype.death.rates) r = 0.0;
	build_cell_definitions_maps();
	cell_defaults.phenotype.mechanics.sync_to_cell_definitions();
	cell_defaults.phenotype.cell_interactions.sync_to_cell_definitions();
	cell_defaults.phenotype.cell_transformations.sync_to_cell_definitions();
	cell_defaults.phenotype.cycle.asymmetric_division.sync_to_cell_definitions();
	setup_signal_behavior_dictionaries();
	if (radius > 0) {
		double v = 4.188790204786391 * radius * radius * radius;
		cell_defaults.phenotype.volume.multiply_by_ratio(v / cell_defaults.phenotype.volume.total);
	}
	cell_defaults.phenotype.geometry.update(NULL, cell_defaults.phenotype, 0.0);
	PhysiCell_settings.disable_automated_spring_adhesions = (mode != "fullsprings");

	for (auto& q : p) { Cell* c = create_cell(cell_defaults); c->assign_position(q[0], q[1], q[2]); }
	// PhysiCell fills this per voxel from set_total_volume() (every phenotype step) and assign_position(); with the volume model off,
	// voxels entered later would keep 0 and is_neighbor_voxel() could skip a true neighbour. Fill all: neighbour search is then exact.
	Cell* c0 = (*all_cells)[0];
	double amax = c0->phenotype.mechanics.relative_maximum_adhesion_distance * c0->phenotype.geometry.radius;
	std::fill(cc->max_cell_interactive_distance_in_voxel.begin(), cc->max_cell_interactive_distance_in_voxel.end(), amax);

	auto& m = c0->phenotype.mechanics;
	fprintf(stderr, "# dim %d mode %s threads %d dt %g min repulsion %g adhesion %g rel_max_adhesion_distance %g affinity %g radius %.15g um "
		"adhesion_cutoff %.15g um mechanics_voxel 30 um domain +-%g motile %d\n", dim, mode.c_str(), omp_get_max_threads(), dt,
		m.cell_cell_repulsion_strength, m.cell_cell_adhesion_strength, m.relative_maximum_adhesion_distance, m.cell_adhesion_affinities[0],
		c0->phenotype.geometry.radius, 2 * amax, half, (int)c0->phenotype.motility.is_motile);

	long steps = lround(minutes / dt); size_t N = all_cells->size();
	clock_t cpu0 = clock(); auto t0 = std::chrono::steady_clock::now();
	double tv = 0, tp = 0, tc = 0;
	if (mode == "mech") {
		for (long s = 0; s < steps; s++) {
			auto a = std::chrono::steady_clock::now();
			#pragma omp parallel for
			for (int i = 0; i < (int)all_cells->size(); i++) {
				Cell* c = (*all_cells)[i];
				if (c->functions.update_velocity && c->is_out_of_domain == false && c->is_movable) c->functions.update_velocity(c, c->phenotype, dt);
			}
			auto b = std::chrono::steady_clock::now();
			#pragma omp parallel for
			for (int i = 0; i < (int)all_cells->size(); i++) {
				Cell* c = (*all_cells)[i];
				if (c->is_out_of_domain == false && c->is_movable) c->update_position(dt);
			}
			auto d = std::chrono::steady_clock::now();
			for (int i = 0; i < (int)all_cells->size(); i++) {
				Cell* c = (*all_cells)[i];
				if (!c->is_out_of_domain && c->is_movable) c->update_voxel_in_container();
			}
			auto e = std::chrono::steady_clock::now();
			tv += std::chrono::duration<double>(b-a).count(); tp += std::chrono::duration<double>(d-b).count(); tc += std::chrono::duration<double>(e-d).count();
		}
	} else {
		for (long s = 0; s < steps; s++) cc->update_all_cells(s * dt, phenotype_dt, dt, dt);
	}
	double sec = std::chrono::duration<double>(std::chrono::steady_clock::now() - t0).count();
	double cpu = double(clock() - cpu0) / CLOCKS_PER_SEC;
	size_t out = 0, nn = 0; for (auto c : *all_cells) { out += c->is_out_of_domain; nn += c->state.neighbors.size(); }
	if (mode == "mech") fprintf(stderr, "# velocity %.4f s, position %.4f s, container %.4f s\n", tv, tp, tc);
	fprintf(stderr, "# cells out of domain %zu, cells now %zu, mean neighbours within adhesion cut-off %.3f\n", out, all_cells->size(), double(nn) / N);
	fprintf(stderr, "# cpu_seconds %.4f updates_per_cpu_second %.6g\n", cpu, N * (double)steps / cpu);
	std::cout.flush(); fflush(stdout); dup2(keep, 1); close(keep);
	printf("%zu %ld %.4f %.6g\n", N, steps, sec, N * (double)steps / sec);
	if (!fout.empty()) { FILE* f = fopen(fout.c_str(), "w"); for (auto c : *all_cells) fprintf(f, "%.17g,%.17g,%.17g\n", c->position[0], c->position[1], c->position[2]); fclose(f); }
	return out ? 3 : 0;
}
