"""How do cells and matrix make room for one another?"""
