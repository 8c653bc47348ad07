"""Who sells: vendors, their members, status and commission plan.

vendor           a fashion house that sells on the marketplace
member           a user who works for a vendor, with a role
commission plan  the platform's share of a sale, in basis points; a vendor's own plan goes before the global one
"""
