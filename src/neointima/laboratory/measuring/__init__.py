"""What do real files say? Sections, pullbacks and angiograms, measured by the endpoints that measure simulated ones."""
