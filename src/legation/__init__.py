"""Political briefs as linked data: who did what to whom, with the sentence that says so.

`legation.open(path)` gives a knowledge base; see `legation.kb`. Importing this package imports nothing else.
"""

TYPE_CHECKING = False  # as in typing, whose import would cost more than this module
if TYPE_CHECKING:
    from legation.errors import LegationError
    from legation.kb import KnowledgeBase, open

    __version__: str

__all__ = ["KnowledgeBase", "LegationError", "__version__", "open"]


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("legation")
    if name == "LegationError":
        from legation.errors import LegationError

        return LegationError
    if name in ("KnowledgeBase", "open"):
        from legation import kb

        return getattr(kb, name)
    raise AttributeError(f"module 'legation' has no attribute '{name}'")
