"""Can this plate be trusted: do its controls stand apart, does a well's place matter, which wells stand out?"""
