"""A vendor with the school-official basis."""

OFFICIAL = {
    **{"name": "Meals Inc", "kind": "vendor", "basis": "school_official", "records": ["roster"]},
    **{
        "purposes": ["meals"],
        "agreement_reference": "DPA 7",
        "criteria": "Contractors for ...",
        "direct_control": "Clause 4",
    },
}
