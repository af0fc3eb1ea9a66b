"""Runs a study from its file to its findings."""
