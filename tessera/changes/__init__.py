"""Changes: the one log of what the public can see differently.

Every action that changes a public thing *announces* it here, in its own transaction. The search
index, feeds, sitemaps, dumps and harvests read the log; no room calls another upwards.
Not here: who did what and why, which is the audit log.
"""
