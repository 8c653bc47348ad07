"""How many there are: stock levels per vendor location, reservations, the movement ledger.

on hand      units on the shelf; reserved  units of them promised to purchases in progress; available  the difference
reservation  a hold of units for one purchase, with an expiry
movement     why on hand changed, by how much; on hand is the sum of its movements
"""
