"""Do the event rates of two arms differ, and by how much? One file for each method.

A rate is a share between 0 and 1, a difference is first minus second, and a margin is a positive share of one.
Intervals invert the tests of the same name, so a test rejects exactly when the matching limit excludes the margin.
"""
