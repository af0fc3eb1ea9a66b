"""What a statistic says: an interval, or a test with its null hypothesis in words and the direction that was meant."""
