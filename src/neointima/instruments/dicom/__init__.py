"""What does a DICOM file hold? Sizes, spacing, frames and outlines; of the patient and in free text, nothing is read.

Only the tags named in ``tags.py`` are ever decoded, words among them only as members of closed lists. So nothing
about a person can reach a result; the name of a file that holds the patient's name is replaced (``called.py``).
"""
