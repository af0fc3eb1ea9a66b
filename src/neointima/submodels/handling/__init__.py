"""How does work at the bench vary from well to well?"""
