"""The commands of exactrelu, by what they are about: geometry, theory, proofs, files."""
