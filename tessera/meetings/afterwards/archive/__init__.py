"""A whole session as one archive: JSON for programs, pages for people, both without a network.

It holds what readers and the room may know of a session and nobody's registration. Where the
attribution rule protects names, they are taken out once more on the way.
"""
