"""A share as it is written on the command line."""

import argparse


def share(text: str) -> float:
    """0.9 or 90%."""
    bare = text.strip().removesuffix("%")
    try:
        return float(bare) / (100 if text.strip().endswith("%") else 1)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text.strip()[:20]}' is not a share; write 0.9 or 90%") from None
