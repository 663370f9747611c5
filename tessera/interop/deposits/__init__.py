"""DOIs for records of this site, kept at DataCite (https://support.datacite.org/docs/api).

Nothing is registered unless the operator names a prefix. A *deposit* is what the registry is to
know of one record; it is queued in the transaction of the change, and the worker sends it.
"""
