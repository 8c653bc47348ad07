"""From committed events to reactions: at least once, in order per aggregate, fenced.

dispatch    an event becomes one delivery per reaction
claim       a delivery that is due is leased, with a higher fencing token
finish      done, failed (again later, or dead), or refused because the lease was lost
relay       the process that does the first two, and runs pushes itself

A dead delivery does not hold up later ones of its aggregate: a shopper's refund is not stopped by a mail that cannot
be written. `domains.common.deliveries.send_again` revives it; it then runs after those that went past it.
"""
