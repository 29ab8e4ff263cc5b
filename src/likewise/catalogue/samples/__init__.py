"""Sample catalogues: real products with pictures, out of packages, for the demo and for tests."""
