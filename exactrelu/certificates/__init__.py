"""Certificates: files that prove a result to a program that shares no code with this one, exactrelu/checker.py.

ground       the elements of a proof tree, and their signs at every ray
trail        the signs and forms on the path from the root of a tree to a node
multipliers  the identity that forces a sign, from the generators of a cone
trees        proof trees, from a finished complex
subtrees     proof trees, by several processes
claims       what can be certified
classes, pairs, quantities   what a claim says
writing      the file
following    the checker, while the file is written
explain      the file, for people
result       what the checker says of it
Source: proofs/certificate.md.
"""
from .claims import INSTANCES, KINDS, THEOREMS, certify
from .explain import explain, is_about
from .result import Certificate, check

__all__ = ["INSTANCES", "KINDS", "THEOREMS", "Certificate", "certify", "check", "explain", "is_about"]
