"""Men's shoes.

Source: the definitions. The EU, Italy and France count the last in Paris points of two thirds of a centimetre,
the UK in barleycorns of a third of an inch beyond 25 of them; the nearest half is printed, and a test counts it again.
The US prints one more than the UK.
"""

TABLE = {
    "EU": ("39", "40", "41", "42", "43", "44", "45", "46", "47"),
    "UK": ("5.5", "6.5", "7.5", "8", "9", "9.5", "10.5", "11", "12"),
    "US": ("6.5", "7.5", "8.5", "9", "10", "10.5", "11.5", "12", "13"),
    "IT": ("39", "40", "41", "42", "43", "44", "45", "46", "47"),
    "FR": ("39", "40", "41", "42", "43", "44", "45", "46", "47"),
}
