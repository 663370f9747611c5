"""Embeds: what other sites show of this one in a frame, and oEmbed, which finds it by address.

The pages here are the only ones that others may frame. They need no script and set no cookie.
"""
