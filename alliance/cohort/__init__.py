"""Commands about cities that take part."""
