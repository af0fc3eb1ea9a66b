"""Who does the work: this process, several on this machine, or those of a cluster.

Each file gives every task to someone and yields its number in ``tasks`` with its result, in the order in which they
finish. What a worker loses is given out again; the same tasks give the same results wherever they are done.
"""
