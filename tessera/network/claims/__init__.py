"""Claims: an entry that others made goes over to the person it is about.

An *entry* is made by an editor for an author or a panellist. Its bearer proves to be its bearer by
a link mailed to the address that is kept with the entry, by signing in with the ORCID iD of the
entry, by two verified members who *vouch*, or by an editor's decision. A *verified member* is one
whose own claim was accepted, or an editor.
"""
