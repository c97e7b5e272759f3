"""Prose: briefs, articles, readouts and chronologies, read on the dependency parse."""
