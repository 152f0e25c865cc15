"""Comment Sanitizer: clean markup, explained flags and exact limits for blog comments, over HTTP."""
