"""Who is treated, how do their arteries and their healing differ, and how does one stent differ along its length?"""
