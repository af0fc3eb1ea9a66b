"""Solutions of the stented wall that share no line with the package: finite elements, and a second scheme to pin them."""
