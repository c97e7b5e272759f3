"""The two SHACL engines behind one call: N-Triples in, a SHACL report as RDF out."""

from legation.errors import LegationError


class Shifty:
    """pyshifty, written in Rust; the shapes are planned once."""

    def __init__(self, shapes: bytes) -> None:
        # The extension module itself: its Python wrapper exists to hand rdflib graphs to and fro.
        from shifty._shifty import PreparedValidator

        try:
            self._prepared = PreparedValidator(shapes, None, "turtle", None)
        except Exception as error:
            raise LegationError(f"the shapes are not good SHACL: {' '.join(str(error).split())}") from error

    def __call__(self, data: bytes) -> bytes:
        try:
            report = self._prepared.validate_w3c(
                data=data, data_format="turtle", graph_mode="union", run_infer=False, on_unsupported="error"
            )
        except Exception as error:
            raise LegationError(f"the shapes cannot be checked: {' '.join(str(error).split())}") from error
        return str(report.report_turtle).encode()


class PySHACL:
    """pyshacl, the reference engine; slow, for cross-checks."""

    def __init__(self, shapes: bytes) -> None:
        self._shapes = shapes

    def __call__(self, data: bytes) -> bytes:
        import logging

        import rdflib
        from pyshacl import validate

        # rdflib would rewrite "01" to "1" and print a traceback for each date that is none: both are for
        # the shapes to judge.
        log = logging.getLogger("rdflib.term")
        level, normalise = log.level, rdflib.NORMALIZE_LITERALS
        log.setLevel(logging.CRITICAL)
        rdflib.NORMALIZE_LITERALS = False
        try:
            graph = rdflib.Graph().parse(data=data, format="nt")
            shapes = rdflib.Graph().parse(data=self._shapes, format="turtle")
            _, report, text = validate(graph, shacl_graph=shapes, advanced=False, inference="none")
        except Exception as error:
            raise LegationError(
                f"pyshacl cannot check these shapes: {' '.join(str(error).split())}"
            ) from error
        finally:
            log.setLevel(level)
            rdflib.NORMALIZE_LITERALS = normalise
        if not isinstance(report, rdflib.Graph):
            raise LegationError(f"pyshacl could not check the data: {' '.join(str(text).split())}")
        return report.serialize(format="nt", encoding="utf-8")
