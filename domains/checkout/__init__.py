"""What a shopper means to buy: cart lines, address, delivery chosen per vendor, totals, wishlists.

cart          the lines of one owner (guest or customer); the cart is the checkout until it is completed
line problem  why a line can't be bought as it stands (price changed, stock reduced, unavailable)
group         the lines of one vendor, with the delivery chosen for them
totals        pure sums in minor units: subtotal, delivery, total
view          when an owner last looked at a product; the last 50 are remembered
wishlist      what an owner would like to have; the default one makes itself with the first wish
"""
