"""SQL of marks."""

from services.assessment.indicators.codes.repository import meaning_of
from services.assessment.indicators.facts.listing import listing_of
from services.assessment.indicators.marks.schemas import Mark, MarkList
from services.assessment.indicators.marks.tables import MarkRow
from shared.auth.legal_bases import RecordKind

_MEANS = meaning_of("mark", "s.mark")
MARKS = listing_of(
    MarkRow,
    Mark,
    MarkList,
    RecordKind.MARKS,
    computed={
        "mark_means": f"(select m.meaning from lateral {_MEANS} m)",
        "points": f"(select m.points from lateral {_MEANS} m)",
        "subject_means": f"(select m.meaning from lateral {meaning_of('subject', 's.subject')} m)",
    },
    filters={
        "mapped=true": f"exists (select from lateral {_MEANS} m)",
        "mapped=false": f"not exists (select from lateral {_MEANS} m)",
    },
)
