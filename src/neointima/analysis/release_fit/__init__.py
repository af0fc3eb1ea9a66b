"""Which release model made this elution curve, with which numbers, and how sure is it?

Every curve that is fitted is stepped by the very class of ``submodels/release`` that a simulation would use.
"""
