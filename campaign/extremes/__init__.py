"""Networks with numbers from 10^-300 to 10^300 and far beyond, and all that they are given to: campaign/scale.py tries it."""
