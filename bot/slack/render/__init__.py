"""Renderers: pure functions from what is to blocks and sentences; they decide nothing and ask nobody."""
