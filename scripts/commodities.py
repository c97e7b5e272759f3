from scripts.emit import Graph


def commodities() -> Graph:
    return Graph("hs", "HS")
