"""What did the deployment tear, and what does the wall answer?"""
