"""How fast a visitor may comment: limits, decisions, and the stores that count."""
