"""Text ↔ terms, German and English: the grammar of a figure, used by every surface that takes or shows one."""

from bot.figures.as_json import to_json
from bot.figures.catalogue import Metric, UnknownMetric, metric, metric_label, metrics
from bot.figures.explain import explain
from bot.figures.model import (
    Doubt,
    DoubtCode,
    ErrorCode,
    FigureError,
    Language,
    MomentError,
    Notice,
    NoticeCode,
    Reading,
    Severity,
)
from bot.figures.moments import format_moment, parse_moment
from bot.figures.placeholders import relative_to_award, resolved, template_text, text_from_template
from bot.figures.reader import parse_line
from bot.figures.text import parse_lines, read_text
from bot.figures.together import validate_together
from bot.figures.validation import validate
from bot.figures.writing import format_short, format_term, format_value

__all__ = [
    "Doubt",
    "DoubtCode",
    "ErrorCode",
    "FigureError",
    "Language",
    "Metric",
    "MomentError",
    "Notice",
    "NoticeCode",
    "Reading",
    "Severity",
    "UnknownMetric",
    "explain",
    "format_moment",
    "format_short",
    "format_term",
    "format_value",
    "metric",
    "metric_label",
    "metrics",
    "parse_line",
    "parse_lines",
    "parse_moment",
    "read_text",
    "relative_to_award",
    "resolved",
    "template_text",
    "text_from_template",
    "to_json",
    "validate",
    "validate_together",
]
