"""The independent brute force: every number again, one date and one customer at a time.

Nothing here is imported from the library or written from its code. It follows the definitions,
in loops over lists of dicts, so that agreement with the library means something.
"""
