"""Where are lumen, laminae and struts on a photograph that nobody has traced?"""
