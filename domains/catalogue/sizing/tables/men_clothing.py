"""Men's clothing.

Source: the number itself, which in the EU, Italy and France is half the chest girth in centimetres, and in the UK and
the US that girth in inches (EU 50 is UK and US 40). A letter has the two numbers whose chest girth lies in its
interval of EN 13402-3 (M: 94 to 102 cm).
"""

TABLE = {
    "EU": ("40", "42", "44", "46", "48", "50", "52", "54", "56", "58", "60", "62"),
    "UK": ("30", "32", "34", "36", "38", "40", "42", "44", "46", "48", "50", "52"),
    "US": ("30", "32", "34", "36", "38", "40", "42", "44", "46", "48", "50", "52"),
    "IT": ("40", "42", "44", "46", "48", "50", "52", "54", "56", "58", "60", "62"),
    "FR": ("40", "42", "44", "46", "48", "50", "52", "54", "56", "58", "60", "62"),
    "INT": ("XS", "XS", "S", "S", "M", "M", "L", "L", "XL", "XL", "XXL", "XXL"),
}
