"""Theorems that can be verified exactly, on one network or on every network of a family."""
from __future__ import annotations

from typing import Any, Callable

from ..errors import InputError
from ..network import Layer, Network
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
from .census import failure, run, split_pairs, verdict_of
from .conditions import LAYER
from .families import Family
from .instance import Instance
from .report import check_table, lines, overview, to_data, write_table
from .theorem import DOES_NOT_APPLY, FAILS, HOLDS, Check, Hypothesis, Theorem, check
from .verdict import Row, Verdict

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


def verify(name: str, network: Network | Layer, without: tuple[str, ...] = ()) -> Verdict:
    """Check a theorem on a network: its closed form against what engines and exact evaluation show.

    without : names of hypotheses that are not asked for.

    >>> net = Network([Layer([[1, 0], [0, 1]]), Layer([[1, 1]], [-1], "linear")])
    >>> found = verify("pieces", net)
    >>> found.verdict, found.check.prediction["pieces"], found.check.measurement["pieces"]
    ('holds', 3, 3)
    """
    known = theorem(name)
    network = network if isinstance(network, Network) else Network(network)
    try:
        found = check(known, Instance(network), tuple(without))
    except ZeroDivisionError:
        raise InputError(f"without {', '.join(without)} the prediction of {known.name} makes no sense for this network") from None
    return Verdict(known.name, found.verdict, 1, int(found.verdict != DOES_NOT_APPLY), check=found,
                   counterexamples=(network,) if found.verdict == FAILS else ())


def census(name: str, family: str | Family, progress: Callable[[int, int, int], Any] | None = None, *,
           without: tuple[str, ...] = (), jobs: int = 1, checkpoint: str | None = None) -> Verdict:
    """Check a theorem on every network of a family; one network of each symmetry class is measured.

    family : words such as "d=2,m=2,entries=-1..1" (see Family.parse). For a statement about a layer the
        family has no outputs.
    without : names of hypotheses that are not asked for: the search for a counterexample.
    jobs : processes.
    checkpoint : a folder for finished work; the same call continues there.

    >>> found = census("pieces", "d=1,m=1,entries=-1..1")
    >>> found.verdict, found.instances, found.applies, [(row.label, row.count) for row in found.table]
    ('holds', 81, 24, [('0 pieces', 69), ('1 pieces', 12)])
    """
    known = theorem(name)
    if isinstance(family, str):
        family = Family.parse(family, hidden_only=known.frame is LAYER)
    known.without(tuple(without))
    found, measured = run(known, family, tuple(without), jobs, checkpoint, progress)
    table = tuple(Row(label, count, applies, len(kinds) if known.kind else None) for label, (count, applies, kinds) in
                  sorted(found.table.items(), key=lambda item: (-item[1][0], item[0])))
    why, counterexamples = failure(found, family)
    return Verdict(known.name, verdict_of(found), family.size, found.applied, table, why, counterexamples, measured,
                   tuple(sorted(found.missed.items(), key=lambda item: -item[1])), found.undefined,
                   split_pairs(found.pairs)[1:] if known.fingerprints else None)
