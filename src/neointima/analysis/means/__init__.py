"""Do the means of arms differ, and by how much? From summaries, from rows, and from sections nested in animals."""
