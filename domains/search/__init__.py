"""How things are found: the product list with its filters, full text, typos, suggestions.

listing      products that are published and priced in the shopper's currency, filtered and sorted
document     what search knows of a product: weighted words, and names for typos; kept current by events
full text    documents with all words of the question, the last one as a beginning; ranked
facets       what else could be chosen, each counted as if nothing was chosen in it itself
vector       what a product means, as 256 numbers; near vectors are like products
loose        full text and, behind it, names that look like the question; used when full text finds too little
"""
