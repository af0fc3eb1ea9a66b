"""Luck by name: a stream depends on the seed and on what is being decided, never on who else draws."""

from hashlib import sha256

import numpy as np


def stream(seed: int, *decision: str) -> np.random.Generator:
    """A generator for one named decision of one study, such as ``stream(7, 'stretch', 'treated', '3')``."""
    digest = sha256("\x1f".join(decision).encode()).digest()
    return np.random.default_rng([seed, *np.frombuffer(digest[:16], dtype=np.uint32).tolist()])
