"""What is sold: category tree, products, option axes, variants, media, prices, publication.

product    a design of one vendor; variant  one buyable combination of options (size M, colour indigo)
axis       one kind of choice of a product; its values are what can be chosen
published  state is published, the window is open and the vendor may sell
price      an amount per variant and currency with a validity range; the latest to begin among the valid ones counts
"""
