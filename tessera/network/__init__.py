"""Network: the organizations that work on integration, and later the people behind them.

Terms: *organization*, *acronym*, *life status*, *parent*. Not here: logins (``accounts``).
"""
