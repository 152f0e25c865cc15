"""Comment Sanitizer: clean markup, explained flags and exact limits for blog comments, over HTTP."""

__version__ = "0.1.0"
