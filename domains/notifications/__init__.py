"""What people are told: messages, their templates, handing them to a mail server, and the feed in the shop.

template   the texts of one kind of message: `<name>.txt` with its subject, and `<name>.html`
cause      what a message is about, such as an order; somebody gets one message per template and cause
feed       what a customer is told in the shop, the newest first; each item once per kind and cause
letter     a message composed for an event: who gets it, and with which facts
"""
