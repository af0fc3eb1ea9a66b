"""What do trials of different pairs of devices say together? A network meta-analysis of means.

Contrast-based and frequentist: generalised least squares of the differences within trials, arms of one trial
correlated through the arm they share. It rests on consistency: that A − C is A − B plus B − C. ``inconsistency`` asks
whether the trials bear that out.
"""
