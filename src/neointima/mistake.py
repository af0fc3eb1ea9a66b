"""A user's mistake, told in one sentence with the way out."""


class Mistake(Exception):
    """What the user wrote cannot be done; the message names the place, the fault and the way out."""
