"""Properly signed payloads of every kind, changed at random, against the real bot over real HTTP.

What must not happen, whatever arrives: an answer of 500 or above, an exception that nobody dealt with, a change by
somebody who may not make it, and a mention or a link in what the bot says that somebody typed.
"""
