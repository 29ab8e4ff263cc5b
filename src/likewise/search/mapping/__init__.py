"""Catalogues laid out on a plane."""
