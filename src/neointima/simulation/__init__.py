"""The submodels joined on one clock."""
