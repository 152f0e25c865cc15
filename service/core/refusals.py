"""What WordPress says where it takes no comment: its codes, its words, its statuses."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from service.core.comment import FormError
from service.core.fields.gate import Refusal

_SHOWN: Final = 200  # WordPress shows these like any other page

FORM_ERRORS: Mapping[Refusal, FormError] = MappingProxyType(
    {
        refusal: FormError(refusal.value, message, _SHOWN)
        for refusal, message in (
            (Refusal.NAME_OR_EMAIL_MISSING, "Error: Please fill the required fields."),
            (Refusal.EMAIL_INVALID, "Error: Please enter a valid email address."),
            (Refusal.CONTENT_MISSING, "Error: Please type your comment text."),
            (Refusal.AUTHOR_TOO_LONG, "Error: Your name is too long."),
            (Refusal.EMAIL_TOO_LONG, "Error: Your email address is too long."),
            (Refusal.URL_TOO_LONG, "Error: Your URL is too long."),
            (Refusal.CONTENT_TOO_LONG, "Error: Your comment is too long."),
        )
    }
)
DUPLICATE: Final = FormError(
    "comment_duplicate", "Duplicate comment detected; it looks as though you’ve already said that!", 409
)
FLOOD: Final = FormError("comment_flood", "You are posting comments too quickly. Slow down.", 429)
