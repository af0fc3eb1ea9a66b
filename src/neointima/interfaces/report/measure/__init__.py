"""Pictures of what was measured on real files."""
