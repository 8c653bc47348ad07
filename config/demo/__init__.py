"""A believable African and international fashion marketplace, made from a seed.

The same seed, scale and `now` give the same marketplace to the byte, on any machine: nothing here reads a clock or
global randomness, and every id is a uuid5.

Glossary: a *house* is a row of the hand-written vendor table; a *garment* is a kind of thing houses make, with the
fabrics, sizes and prices it comes in; a *silhouette* is its drawing and a *pattern* the textile drawn on it.
`tables/` holds words and numbers only, `pictures/` draws, `loading/` writes to the database, the rest decides.
"""
