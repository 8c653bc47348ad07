"""Argon2 with the lowest cost: tests hash hundreds of passwords that nobody wants to guess."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2PasswordHasher(Argon2PasswordHasher):
    """The same algorithm and format, in a millisecond."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
