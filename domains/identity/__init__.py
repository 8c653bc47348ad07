"""Who somebody is: users, credentials, sessions, one-time codes, addresses, staff roles.

customer  a person with an account; guest  a shopper without one, known by a signed guest token
session   one login on one device; its refresh tokens form a family that is revoked as a whole
code      six digits sent by email or SMS, valid ten minutes and five tries
group     customers whom the shop treats alike, as staff sort them
viewer    whoever makes the present request
"""
