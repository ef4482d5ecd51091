"""Figures for slides and papers: a trace as a drawing that stands alone, whatever format it is written in."""
