"""What the laboratory has on its shelves: numbers with sources, and one loader."""
