"""Can these printed numbers be true? What a reviewer checks with nothing but the paper in hand."""
