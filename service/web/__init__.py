"""HTTP: bodies in, answers out. The only floor that knows status codes."""
