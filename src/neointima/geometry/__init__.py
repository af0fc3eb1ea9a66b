"""Where things are: the layers of the wall on a line, the struts around the section."""
