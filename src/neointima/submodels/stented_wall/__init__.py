"""Where does the drug go in a wall with struts in it, in two and three dimensions?"""
