"""How much room do cells and matrix take, and what is left for blood?"""
