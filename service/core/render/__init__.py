"""The display side: what a page shows of stored markup, and how many links that is."""

from service.core.render.clickable import links, may_lead, most_links
from service.core.render.page import render

__all__ = ["links", "may_lead", "most_links", "render"]
