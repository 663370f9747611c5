"""Arabic. Django has no form of a date with its time for it, and shows the American one."""

DATETIME_FORMAT = "j F Y، H:i"
