"""WordPress' own name, with the capital P that it insists on."""

_MISSPELT = tuple(f"{before}Wordpress" for before in (" ", "&#8216;", "&#8220;", ">", "("))


def capitalized(markup: str) -> str:
    """Return markup with `Wordpress` as `WordPress` after a space, an opening quote or bracket, and a tag."""
    if "Wordpress" in markup:
        for name in _MISSPELT:
            markup = markup.replace(name, name.replace("press", "Press"))
    return markup
