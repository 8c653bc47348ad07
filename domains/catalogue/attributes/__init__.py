"""Attributes: what can be said of products in values that programs understand.

attribute    a code, a name and a kind: one of several choices, some of them, yes or no, a number, or a text
choice       what can be chosen, with a code that stays and a name that may change; in order
place        the categories it is for, with all below; without any it is for every product
value        what a product says, checked by its attribute when it is written
free text    a value under a name that no attribute has as its code: in the vendor's own words, never filtered by
"""
