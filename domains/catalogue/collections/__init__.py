"""Collections: sets of products that shoppers browse.

manual collection   staff choose the products and their order
rule                typed conditions, all or any of which a product meets; a collection with one fills itself
span                while a product is in a collection, from one moment to another; what a rule says of the future is
                    kept as well: a scheduled sale begins and ends in its collection exactly, without a timetable; stock
                    can't be foretold, and is followed by events
member              a product with a span, kept in a table; whether shoppers see the product is asked when reading
rebuild             the members of a new rule, written in chunks, each of which survives whatever happens to the next
"""
