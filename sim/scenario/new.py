"""The text of a new scenario file, ready to be edited."""

from __future__ import annotations

import re

from sim.errors import ScenarioError
from sim.scenario.document import SLUG

__all__ = ["EDITOR_HEADER", "new_scenario_text"]

EDITOR_HEADER = "# yaml-language-server: $schema={schema}"
"""First line of a scenario file: editors then offer keys and mark mistakes."""

_TEXT = """\
{header}
scenario: {slug}
title: {title}
title_zh: {title_zh}
description: |
  What is different here, and why a planner would want to know.
extends: {extends}

modifications:
  # Applied in this order; each is an example to change or delete.
  - type: adjust_headway
    routes: [metro_1]            # lines by id or name
    headway_min: {{peak: 5, all_day: 8}}
    note: On each of the two branches; the trunk has half of it.

# Everything below has a default; see schema/scenario.schema.json for every key.
# accessibility: {{departures: "07:30-08:30", cutoffs_min: [30, 60]}}
"""


def new_scenario_text(
    slug: str,
    *,
    extends: str = "plan-2020",
    title: str = "A new scenario",
    title_zh: str = "新方案",
    schema: str = "schema/scenario.schema.json",
) -> str:
    """Text of a scenario that builds on another.

    Parameters
    ----------
    slug
        Name of the scenario and of its file.
    schema
        Path from the new file to the JSON schema, for editors.

    Raises
    ------
    ScenarioError
        If the name cannot be that of a scenario.

    Examples
    --------
    >>> print(new_scenario_text("line-1-often").splitlines()[1])
    scenario: line-1-often
    """
    if SLUG.match(slug) is None:
        like = re.sub(r"[^a-z0-9]+", "-", slug.lower()).strip("-") or "my-plan"
        raise ScenarioError(
            f"'{slug}' cannot be the name of a scenario: use small letters, digits and hyphens, "
            f"such as {like}; a Chinese name belongs in title_zh"
        )
    return _TEXT.format(
        header=EDITOR_HEADER.format(schema=schema),
        slug=slug,
        title=title,
        title_zh=title_zh,
        extends=extends,
    )
