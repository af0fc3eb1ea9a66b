"""How many patients, animals or events does a question need, and what is the power of those there are?

Sizes are not rounded; ``Size.rounded`` does that. A second arm ``ratio`` times as large as the first is ratio.
"""
