"""The flags, a module a family, and the catalogue of them all."""
