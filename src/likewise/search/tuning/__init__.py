"""How the graphs are searched, so that they miss no more than agreed."""
