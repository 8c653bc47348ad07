"""What was bought: purchases, orders, vendor orders, lines, timeline, cancellation.

purchase      a cart frozen for payment: quote and held stock, until it is placed or released
order         what the shopper bought in one payment; vendor order  the part of it that one vendor fulfils
line          a snapshot (title, price, commission) that never changes
timeline      what happened to the order, in order
"""
