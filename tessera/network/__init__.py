"""Network: the organizations that work on integration, and the people behind them.

Terms: *organization*, *acronym*, *life status*, *parent*; *person* (known with or without an
account), *entry*, *audience* (who sees a field), *consent*, *block*. Not here: logins
(``accounts``).
"""
