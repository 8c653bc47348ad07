"""What a GraphQL document would cost, known before it runs. Pure: needs graphql-core alone.

A *point* is an object of the answer: a query for ten names of ten products may return eleven objects (the root and
the products), so it costs eleven points. A *surcharge* is what a field costs beyond its objects, however many they are.

Every fragment is measured once, after those it spreads, and its measure is used wherever it is spread: the work is
linear in the length of the document, whatever it expands to.
"""
