"""Author, e-mail and URL of a comment as WordPress 7.1 stores them from its form: pure, linear, any str in.

Beyond WordPress, for all three: a lone surrogate becomes U+FFFD, C1 controls and non-characters vanish.
"""

from service.core.fields.author import author_name
from service.core.fields.email import author_email, is_email
from service.core.fields.ordinary import Author, stored_author
from service.core.fields.url import author_url

__all__ = ["Author", "author_email", "author_name", "author_url", "is_email", "stored_author"]
