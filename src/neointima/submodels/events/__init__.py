"""What happens to the patient: reintervention for the lesion, thrombosis, and what the stent has no part in."""
