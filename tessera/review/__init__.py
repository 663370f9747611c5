"""Review: from what somebody sends in to a listed or reviewed record.

Terms: *submission*, *screening*, *assignment*, *reviewer*, *criterion*, *decision*.
Not here: the record's public state, which belongs to ``catalogue``.
"""
