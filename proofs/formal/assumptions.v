(** What the main theorems assume besides the definitions: make assumptions. *)
From exactrelu.theory Require layer projection boundary classification few_neurons example_layer example_boundary.
From exactrelu.checker Require sound_check sound_complex sound_tally sound_quantities sound_shallow sound_domain sound_decide example_check.

Print Assumptions layer.L1_sectors.
Print Assumptions layer.L1_count_cells_dim.
Print Assumptions layer.L2_sector_form.
Print Assumptions projection.T3_factorisation.
Print Assumptions projection.T3_sector_form.
Print Assumptions projection.T4_unique.
Print Assumptions projection.T4_projector_image.
Print Assumptions projection.T4_projector_kernel.
Print Assumptions projection.T6_fibre.
Print Assumptions projection.T6_fibre_one_point.
Print Assumptions boundary.T11_normal_form.
Print Assumptions few_neurons.T13_pieces.
Print Assumptions classification.T17_classification.
Print Assumptions classification.T17_distinct.
Print Assumptions classification.T17_number.
Print Assumptions few_neurons.T17_few.
Print Assumptions classification.T21_classification.
Print Assumptions classification.T21_number.
Print Assumptions boundary.T22_normal_form.
Print Assumptions classification.T22_classification.
Print Assumptions classification.T23_classification.
Print Assumptions classification.T23_number.
Print Assumptions sound_check.accepted_regions.
Print Assumptions sound_check.accepted_cells.
Print Assumptions sound_check.accepted_unsat.
Print Assumptions sound_check.accepted_sat.
Print Assumptions sound_complex.accepted_complex.
Print Assumptions sound_cells.face_order.
Print Assumptions sound_quantities.accepted_quantities.
Print Assumptions sound_tally.injective_tally.
Print Assumptions sound_shallow.different_sound.
Print Assumptions sound_shallow.not_injective_sound.
Print Assumptions sound_shallow.equal_sound.
Print Assumptions sound_shallow.convex_sound.
Print Assumptions sound_shallow.projection_sound.
Print Assumptions sound_shallow.layer_sound.
Print Assumptions sound_shallow.preimage_sound.
Print Assumptions sound_shallow.class_sound.
Print Assumptions sound_domain.box_inside.
Print Assumptions sound_domain.slice_at.
Print Assumptions sound_domain.region_full.
Print Assumptions example_check.line_regions.
Print Assumptions sound_complex.ray_cells.
Print Assumptions sound_decide.never_2.
