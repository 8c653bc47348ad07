"""Strangers' text, made safe for a log line and for the terminal it is read in."""


def printable(text: str, length: int) -> str:
    r"""Cut a stranger's text to `length` characters, with everything invisible written as \xNN or \uNNNN.

    JSON escapes most of it too, but not DEL, C1 controls or text direction marks, and a log is read in terminals.
    """
    cut = text[:length]
    if not cut.isprintable():
        cut = "".join(char if char.isprintable() else _escaped(char) for char in cut)[:length]
    return cut if len(text) <= length else f"{cut[: length - 1]}…"


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
