"""The money: attempts, captures, refunds, gateways, webhook inbox, double-entry ledger.

attempt      one try to pay one purchase through one gateway; its state only moves forward
authorised   the provider holds the amount; captured  the provider has taken it; voided  it has let go of it
inbox        every webhook as received, once per provider and event key
ledger       append-only entries; those of a transaction sum to zero per currency
"""
