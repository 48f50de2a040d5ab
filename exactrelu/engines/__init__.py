"""Engines: a network and a domain in, a Complex out.

fan    the exact face lattice of everything (default)
cdd    sector by sector with cddlib in exact mode: an independent second opinion
signs  sector by sector, sign vectors and inner points only, compiled: for dimensions where lattices explode
"""
