"""What happens to records after they are published.

Terms: *watched address* (asked once a week whether it still works), *correction* (what a reader
says is wrong, and the answer that is owed).
"""
