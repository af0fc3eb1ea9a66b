"""What does a drug-coated balloon leave behind?"""
