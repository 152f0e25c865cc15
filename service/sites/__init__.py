"""Sites: who may ask, and on whose terms. A file names them; keys of theirs are known by their hashes alone.

load → declarations, mistakes → site, key        policies lends it what reads and checks a file
terms: a site and the policies together          schema: the declarations as JSON Schema
"""

from service.sites.load import load_sites
from service.sites.schema import schema_text
from service.sites.site import NO_SITES, Sites
from service.sites.terms import ANYBODY, Terms, terms_of_sites

__all__ = [
    "ANYBODY",
    "NO_SITES",
    "Sites",
    "Terms",
    "load_sites",
    "schema_text",
    "terms_of_sites",
]
