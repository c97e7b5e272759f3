"""Linked data that somebody else made: any of the RDF formats."""
