"""What every domain shares and no domain owns: money, ids, time, errors, events, reads and writes. No business.

event       a fact in the past tense, recorded in the outbox in the transaction that made it true
outbox      the table of recorded events; the relay (tasks/) carries them to the reactions
delivery    one event on its way to one reaction, with lease, fencing token and back-off
read scope  one database connection of its own for one query function or batch (`reading`)
"""
