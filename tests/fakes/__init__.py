"""Services of others, as they behave on the wire: real HTTP servers that check what they are sent."""
