"""Where the first migrations look for the check of a time zone; everything else is in ``lib``."""

from tessera.lib.time_zones import check_time_zone

__all__ = ["check_time_zone"]
