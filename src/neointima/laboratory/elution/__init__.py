"""From a measured elution curve to release models and a device file."""
