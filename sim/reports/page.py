"""The page: title, chapters and style in one HTML file that asks the network for nothing."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Final

import jinja2

from sim.errors import OutputError
from sim.maps.style import Words
from sim.reports.blocks import Section
from sim.reports.inputs import ReportInputs
from sim.reports.language import Lang, say
from sim.reports.sections import SECTIONS
from sim.reports.sections.overview import build as overview
from sim.reports.summary import question, summary_lines

__all__ = ["MAX_BYTES", "report_page", "sections_of", "write_report"]

MAX_BYTES: Final = 8_000_000
"""A report must open on a planner's telephone and pass through the post."""

_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)
_DOCUMENT_LANG: Final[dict[Lang, str]] = {"both": "zh-CN", "zh": "zh-CN", "en": "en"}


def sections_of(inputs: ReportInputs) -> tuple[Section, ...]:
    """Chapters of a report in their order; those with nothing to show are left out.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> [section.section_id for section in sections_of(example_inputs(compared=False))][:3]
    ['targets', 'access', 'maps']
    """
    built = (Section(spec.section_id, spec.title, spec.build(inputs)) for spec in SECTIONS)
    return tuple(section for section in built if section.blocks)


def report_page(inputs: ReportInputs) -> str:
    """Write the report as HTML.

    Style, charts and maps are inside the page, there is no script, and its content policy forbids
    every request. Text stays text, also in the charts. Equal inputs give equal bytes.

    Raises
    ------
    OutputError
        The page would be larger than `MAX_BYTES`.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> page = report_page(example_inputs(compared=False))
    >>> "<script" in page, len(page) < MAX_BYTES
    (False, True)
    """
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_own_text),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    page = environment.get_template("report.html").render(
        lang=inputs.lang,
        document_lang=_DOCUMENT_LANG[inputs.lang],
        policy=_POLICY,
        style=_own_text("report.css"),
        running=_css_text(say(inputs.title, inputs.lang)),
        window_title=say(inputs.title, inputs.lang),
        title=inputs.title,
        question=question(inputs),
        summary=summary_lines(inputs),
        warnings=inputs.warnings,
        overview=overview(inputs),
        sections=sections_of(inputs),
        words=Words,
    )
    size = len(page.encode("utf-8"))
    if size > MAX_BYTES:
        raise OutputError(
            f"the report would be {size / 1e6:.1f} MB, more than {MAX_BYTES / 1e6:.0f}; "
            "compare fewer alternatives"
        )
    return page


def write_report(inputs: ReportInputs, to: Path) -> int:
    """Write the report to a file, whole or not at all; returns its size in bytes.

    Raises
    ------
    OutputError
        The file cannot be written, or the page would be too large.

    Examples
    --------
    >>> import tempfile
    >>> from sim.reports.examples import example_inputs
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     to = Path(folder, "report.html")
    ...     write_report(example_inputs(compared=False), to) == to.stat().st_size
    True
    """
    content = report_page(inputs).encode("utf-8")
    temporary = to.with_name(f".{to.name}.{os.getpid()}.partial")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(to)
    except OSError as error:
        raise OutputError(
            f"cannot write {to}: {error.strerror or error}. Mend the permissions, or choose "
            "another file with --to"
        ) from error
    finally:
        with suppress(OSError):  # gone when all went well
            temporary.unlink()
    return len(content)


def _own_text(name: str) -> str:
    return (files("sim.reports") / "static" / name).read_text(encoding="utf-8")


def _css_text(text: str) -> str:
    """Quote text for a style sheet; what could end the style element is coded."""
    return json.dumps(text, ensure_ascii=False).replace("<", "\\3c ").replace("\\n", " ")
