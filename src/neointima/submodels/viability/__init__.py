"""What does a viability test see of the cells?"""
