from scripts.emit import Graph


def leaders() -> Graph:
    return Graph("leaders", "x")
