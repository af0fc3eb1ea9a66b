"""Solvers that know no biology."""
