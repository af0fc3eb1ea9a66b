"""What does a smooth muscle cell make of its growth factors and its mTORC1?"""
