"""Size guides: which body each size is made for, what a size is called elsewhere, and which one to take.

size guide   the sizes of a kind of things from the smallest to the largest, each with the measures it is made for;
             of a vendor or of the platform, for a category with all below it, or for everything
measure      a length of the body, in whole millimetres: shown in half centimetres and in quarters of an inch
span         the measures a size is made for, from the lowest to the highest, both included
system       how a country writes sizes: EU, UK, US, IT, FR, and INT for letters
advice       the size whose spans hold somebody's measures, one up or down where buyers say how a product comes out
"""
