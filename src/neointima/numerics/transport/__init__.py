"""Drug on a network of cells: finite volumes in two or three dimensions, bound drug settled cell by cell."""
