"""What do angiography and ultrasound see of a lumen?"""
