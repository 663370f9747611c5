"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id with 64 MiB and one lane.

    OWASP's Password Storage Cheat Sheet asks for 46 MiB and one pass or more. Django's own values
    take 100 MiB and eight lanes, which starves a small host on which eight threads may hash.
    """

    time_cost = 2
    memory_cost = 64 * 1024
    parallelism = 1
