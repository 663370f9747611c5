"""Citations: references in the styles that readers must hand in, one or a whole list."""
