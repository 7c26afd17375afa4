"""Close sections of line, or take back their opening."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Literal

from sim.modifications.base import Effect, ModificationBase, Problem, counted, error
from sim.modifications.draft import Draft
from sim.modifications.line_stops import close_hops
from sim.modifications.names import section_problems
from sim.modifications.values import SectionNames
from sim.network.model import Quality, SectionId

__all__ = ["CloseSection"]


class CloseSection(ModificationBase):
    """Take sections of line out of service, with the stations nothing else serves.

    For a section that an earlier entry (or the parent scenario) opened, this takes the opening
    back: a line that is late.
    """

    type: Literal["close_section"]

    sections: SectionNames
    """Ids of the sections, such as [5a, 5b]."""

    close_date: date | None = None
    """First day without service; by default the scenario's as_of. It cannot be later than as_of."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check the sections, and that they are open."""
        yield from section_problems(draft, self.sections, "sections")
        for place, text in enumerate(self.sections):
            section = draft.sections.get(SectionId(text))
            if section is not None and not draft.is_open(section) and not self.allow_no_effect:
                when = section.open_date or "a day not known"
                yield error(
                    "section-not-open",
                    f"section {text} ({section.name_en}) is not in service on "
                    f"{draft.as_of}; its opening: {when}",
                    "remove it from the list",
                    "sections",
                    place,
                )
        if self.close_date is not None and self.close_date > draft.as_of:
            yield error(
                "date-after-as-of",
                f"on {draft.as_of} a section closing on {self.close_date} is still open",
                "leave close_date out, or move as_of",
                "close_date",
            )

    def apply(self, draft: Draft) -> Effect:
        """Close the sections, then the stops they alone reach."""
        closed = self.close_date or draft.as_of
        sections = [
            section_id
            for text in self.sections
            if (section_id := SectionId(text)) in draft.sections
            and draft.is_open(draft.sections[section_id])
        ]
        length_km = sum(draft.sections[s].length_km for s in sections)
        for section_id in sections:
            original = draft.base.sections.get(section_id)
            if original is not None and not draft.is_open(original):
                draft.sections[section_id] = original
            else:
                draft.sections[section_id] = replace(
                    draft.sections[section_id],
                    close_date=closed,
                    quality=Quality.SCENARIO,
                    source="scenario",
                )
        calls = close_hops(draft, sections, closed=closed)
        stops = tuple(sorted({stop_id for _, stop_id in calls}))
        return Effect(
            f"closes {', '.join(sections) or 'nothing'}: {length_km:.1f} km, "
            f"{counted(len(stops), 'station')} without the line",
            {"sections": tuple(sections), "stops": stops},
            {"sections": len(sections), "stops": len(stops)},
        )
