"""What does a dose do: which curve, which IC50, and how sure is it?

A curve is a shape with parameters b, c, d, e, f: slope, lower and upper limit, the dose in the middle, and asymmetry
(or, for Brain-Cousens, stimulation). Inside, log-dose shapes carry ln e. The kernels (shapes, least_squares, starts,
profile) are compiled; a fit of one curve and a fit of many that share parameters are the same thing with another
``Layout``.
"""
