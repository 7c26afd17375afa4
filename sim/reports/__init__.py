"""The printed report: one offline page from finished runs and comparisons."""

from __future__ import annotations

from sim.reports.charts import CHARTS
from sim.reports.inputs import Alternative, FactTable, ReportInputs
from sim.reports.language import LANGS, Lang, checked_lang
from sim.reports.page import MAX_BYTES, report_page, write_report
from sim.reports.sections import SECTIONS

__all__ = [
    "CHARTS",
    "LANGS",
    "MAX_BYTES",
    "SECTIONS",
    "Alternative",
    "FactTable",
    "Lang",
    "ReportInputs",
    "checked_lang",
    "report_page",
    "write_report",
]
