"""What the business knows: rules, writes, reads, models, events, errors. No transport."""
