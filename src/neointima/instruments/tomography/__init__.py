"""Where do lumen and struts lie in a frame of optical coherence tomography? Drawn by a program, with its confidence."""
