"""Storage: the engine, the tables, and one transaction at a time over them."""
