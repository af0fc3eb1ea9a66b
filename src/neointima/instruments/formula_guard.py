"""Names in tables that a spreadsheet program would take for formulas."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(name: str) -> str:
    """The name with a quote in front where it would be taken for a formula."""
    return f"'{name}" if name.startswith(FORMULA) else name


def plain(name: str) -> str:
    """The name without the quote that only guards it."""
    return name[1:] if name[:1] == "'" and name[1:].startswith(FORMULA) else name
