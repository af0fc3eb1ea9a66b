"""Which cells are there, and what do they do?"""
