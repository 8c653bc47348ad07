"""How it gets there: zones, methods and rates of each vendor.

zone    countries a vendor ships to on the same terms
method  a way of shipping in a zone (standard, express)
rate    the charge of a method in a currency from a subtotal upwards; the highest bound reached counts
"""
