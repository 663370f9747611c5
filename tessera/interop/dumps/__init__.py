"""Dumps: everything public in files, written whole every night, and the page that offers them.

Terms: *dump*, *data package*. Not here: the backup of an installation, which holds private things.
"""
