"""Women's shoes.

Source: the definitions. The EU, Italy and France count the last in Paris points of two thirds of a centimetre,
the UK in barleycorns of a third of an inch beyond 25 of them; the nearest half is printed, and a test counts it again.
The US prints two and a half more than the UK.
"""

TABLE = {
    "EU": ("35", "36", "37", "38", "39", "40", "41", "42", "43"),
    "UK": ("2.5", "3.5", "4", "5", "5.5", "6.5", "7.5", "8", "9"),
    "US": ("5", "6", "6.5", "7.5", "8", "9", "10", "10.5", "11.5"),
    "IT": ("35", "36", "37", "38", "39", "40", "41", "42", "43"),
    "FR": ("35", "36", "37", "38", "39", "40", "41", "42", "43"),
}
