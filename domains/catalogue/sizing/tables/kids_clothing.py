"""Kids' clothing.

Source: the body heights in centimetres that EN 13402-3 has in steps of six, which are the EU's sizes, with the ages
that British, American and French houses print beside them.
"""

TABLE = {
    "EU": ("98", "104", "110", "116", "122", "128", "140", "152"),
    "UK": ("2-3 y", "3-4 y", "4-5 y", "5-6 y", "6-7 y", "7-8 y", "9-10 y", "11-12 y"),
    "US": ("3T", "4T", "5", "6", "7", "8", "10", "12"),
    "FR": ("3 ans", "4 ans", "5 ans", "6 ans", "7 ans", "8 ans", "10 ans", "12 ans"),
}
