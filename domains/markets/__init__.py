"""Where and in which words we sell: markets with their countries, currency and languages; translations of texts.

market       countries that are shown prices in one currency, with or without tax, in some languages
language     a BCP 47 tag of a language, or of one as a country speaks it: `fr`, `fr-CA`
translation  the texts of something in a language; what it lacks is read as in the language behind it, or as written
"""
