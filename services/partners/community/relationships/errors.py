"""Refusals of relationships."""

from shared.errors import Refusal


class RelationshipThere(Refusal):
    status, code, title = 409, "relationship_there", "This school, or the district, keeps one with them already"
    constraints = ("uq_relationships_organization",)


class NotOfThePlace(Refusal):
    status, code, title = (
        422,
        "not_of_the_place",
        "Whoever keeps a relationship works at its school or for the district",
    )


class StepWithoutWords(Refusal):
    status, code, title = 422, "step_without_words", "A next step has a day only where it is said what it is"
    constraints = ("ck_relationships_whole_step",)
