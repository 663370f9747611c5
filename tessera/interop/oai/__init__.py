"""OAI-PMH 2.0: the clearinghouse as a repository that others harvest.

Source of the protocol: http://www.openarchives.org/OAI/openarchivesprotocol.html. An *item* is a
record that is or was public; its *datestamp* is that of its newest entry in the change log, which
is never emptied, so that deletions are told for ever. Harvesting from others is not here.
"""
