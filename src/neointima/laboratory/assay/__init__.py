"""From the files of a plate reader to the potency of each compound."""
