"""The report: one self-contained page, written from the files of a run and nothing else."""
