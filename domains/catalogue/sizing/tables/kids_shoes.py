"""Kids' shoes, up to the size where those of grown-ups begin to count.

Source: the definitions. The EU, Italy and France count the last in Paris points of two thirds of a centimetre,
the UK in barleycorns of a third of an inch beyond 12 of them, beginning anew after 13.5; the nearest half is printed,
and a test counts it again. The US prints half a size more than the UK.
"""

TABLE = {
    "EU": ("22", "23", "24", "25", "26", "27", "28", "29", "30", "31", "32"),
    "UK": ("5.5", "6", "7", "7.5", "8.5", "9.5", "10", "11", "11.5", "12.5", "13"),
    "US": ("6", "6.5", "7.5", "8", "9", "10", "10.5", "11.5", "12", "13", "13.5"),
    "IT": ("22", "23", "24", "25", "26", "27", "28", "29", "30", "31", "32"),
    "FR": ("22", "23", "24", "25", "26", "27", "28", "29", "30", "31", "32"),
}
