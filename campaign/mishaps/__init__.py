"""What may befall a run of the program, a kind of mishap in each module: campaign/faults.py tries them all."""
