"""What would a histologist have of a simulated section? Stained pictures, and the files a laboratory exchanges."""
