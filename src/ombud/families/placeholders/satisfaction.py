"""What a ticket's requester has said about the service.

There is no page to rate on yet, so nothing here leads to one.
"""

from ombud.families.placeholders.matter import Matter
from ombud.templating.objects import SatisfactionData

__all__ = ["satisfaction_data"]

RATINGS = {"good": "Good, I am satisfied", "bad": "Bad, I am not satisfied"}


def satisfaction_data(matter: Matter) -> SatisfactionData:
    """The rating so far; `good_with_comment` and `bad_with_comment` are ratings as well."""
    score = matter.fields["satisfaction_score"].removesuffix("_with_comment")
    return SatisfactionData(current_rating=RATINGS.get(score))
