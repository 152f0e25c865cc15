"""How well the flags tell spam from what people write: corpora of our own, and the table in docs/flags.md."""
