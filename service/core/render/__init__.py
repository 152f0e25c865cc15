"""The display side: what a page shows of stored markup, and how many links that is."""

from service.core.render.clickable import has_signs, links, most_links
from service.core.render.page import render

__all__ = ["has_signs", "links", "most_links", "render"]
