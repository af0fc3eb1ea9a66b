"""What do all trials say together, and how far do they disagree?

Every effect is of the first arm against the second: a difference, or the logarithm of a ratio. Effects of single
trials come from ``counts`` or ``means``; ``pooled`` weighs them; ``network`` joins trials of different pairs of arms.
"""
