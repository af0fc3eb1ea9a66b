"""How soon do patients have the event, and does that differ between arms?

Follow-up is checked once, in ``follow_up``; everything else takes it as it is. Differences and ratios are of the first
arm to the second. A quantity that cannot be known is nan, a time that was not reached is infinite.
"""
