"""All theorems, one module each, in the order of the theory."""
from __future__ import annotations

from ..errors import InputError
from . import (
    l1_sectors, l2_sector_form, t3_factorisation, t4_oblique_projection, t5_orthogonality, t6_fibres,
    t7_preimages, t8_homotopy, t9_hyperplane_sections, t10_norms, t11_normal_form, t12_shape, t13_pieces,
    t14_f_vector, t15_convex_sides, t16_folds, t17_classification, t18_signed_classification, t19_symmetries,
    t20_determination, t21_zero_weights, t22_thick_boundary, t23_number_of_classes, t24_few_neurons,
    t25_dependent_rows, t26_merging, t27_ridge_form, t28_universal_slice, t29_one_more_neuron, t30_central,
    t31_emptiness, t32_face_order, t33_sector_preimages, t34_contraction, t35_depth_topology, t36_deep_boundary,
    t37_cone_projections, t38_two_layers, t39_narrow, t40_disconnection, t41_region_bounds, r1_zaslavsky,
    r4_bounded_components, r5_cubical, r6_homology, r8_injectivity, r8b_bias_lemma, r9_layer_preimages,
    r10_lipschitz, r12_minimal_width, r13_convexity, r14_stably_inactive, r15_average_facets, r17_euler,
)
from .theorem import Theorem

MODULES = (
    l1_sectors, l2_sector_form, t3_factorisation, t4_oblique_projection, t5_orthogonality, t6_fibres,
    t7_preimages, t8_homotopy, t9_hyperplane_sections, t10_norms, t11_normal_form, t12_shape, t13_pieces,
    t14_f_vector, t15_convex_sides, t16_folds, t17_classification, t18_signed_classification, t19_symmetries,
    t20_determination, t21_zero_weights, t22_thick_boundary, t23_number_of_classes, t24_few_neurons,
    t25_dependent_rows, t26_merging, t27_ridge_form, t28_universal_slice, t29_one_more_neuron, t30_central,
    t31_emptiness, t32_face_order, t33_sector_preimages, t34_contraction, t35_depth_topology, t36_deep_boundary,
    t37_cone_projections, t38_two_layers, t39_narrow, t40_disconnection, t41_region_bounds, r1_zaslavsky,
    r4_bounded_components, r5_cubical, r6_homology, r8_injectivity, r8b_bias_lemma, r9_layer_preimages,
    r10_lipschitz, r12_minimal_width, r13_convexity, r14_stably_inactive, r15_average_facets, r17_euler,
)
THEOREMS: dict[str, Theorem] = {module.THEOREM.name: module.THEOREM for module in MODULES}


def theorem(name: str) -> Theorem:
    """The theorem with this name or id; InputError if there is none."""
    for known in THEOREMS.values():
        if name in (known.name, known.id):
            return known
    raise InputError(f"there is no theorem {name[:40]!r}; 'exactrelu theorems' lists them")
