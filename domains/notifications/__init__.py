"""What people are told: messages, their templates, and handing them to a mail server.

template   the texts of one kind of message: `<name>.txt` with its subject, and `<name>.html`
cause      what a message is about, such as an order; somebody gets one message per template and cause
letter     a message composed for an event: who gets it, and with which facts
"""
