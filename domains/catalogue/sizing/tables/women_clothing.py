"""Women's clothing.

Source: the equivalents that British and French houses print (UK 10 is FR 38, IT 42 and US 6), where EU is counted as
in France. A letter has the two numbers whose bust girth lies in its interval of EN 13402-3 (S: 82 to 90 cm).
"""

TABLE = {
    "EU": ("34", "36", "38", "40", "42", "44", "46", "48", "50", "52"),
    "UK": ("6", "8", "10", "12", "14", "16", "18", "20", "22", "24"),
    "US": ("2", "4", "6", "8", "10", "12", "14", "16", "18", "20"),
    "IT": ("38", "40", "42", "44", "46", "48", "50", "52", "54", "56"),
    "FR": ("34", "36", "38", "40", "42", "44", "46", "48", "50", "52"),
    "INT": ("XS", "XS", "S", "S", "M", "M", "L", "L", "XL", "XL"),
}
