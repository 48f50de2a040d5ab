(** What the main theorems assume besides the definitions: make assumptions. *)
From exactrelu.theory Require layer boundary classification projection.
From exactrelu.checker Require sound_check.

Print Assumptions sound_check.accepted_regions.
Print Assumptions sound_check.accepted_cells.
Print Assumptions sound_check.accepted_unsat.
Print Assumptions sound_check.accepted_sat.
Print Assumptions layer.L1_sectors.
Print Assumptions boundary.T13_number.
Print Assumptions classification.T17_classification.
Print Assumptions classification.T21_classification.
Print Assumptions classification.T22_classification.
Print Assumptions classification.T23_classification.
Print Assumptions projection.T3_projection_formula.
