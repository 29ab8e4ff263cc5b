"""How probable it is that an item is relevant, learnt from the catalogue itself."""
