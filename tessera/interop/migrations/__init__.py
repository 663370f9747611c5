"""Schema changes of the room."""
