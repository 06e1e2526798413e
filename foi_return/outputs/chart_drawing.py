"""Draws a chart with the workbook library: lines differ in colour, marker and dash, and have gaps at empty cells.

Source: WCAG 2.2, 1.4.1 (colour is never the only signal) and 1.4.11 (contrast of 3 to 1 with the background).
"""

from __future__ import annotations

from typing import Any

from foi_return.outputs.sheet_model import ChartContent

COLOURS = ("#4C2C92", "#D55E00", "#28A197", "#801650", "#A285D1", "#000000")
"""Chosen so that any two differ to readers without red, green or blue cones; a test measures it."""

MARKERS = ("circle", "square", "diamond", "triangle", "x", "plus", "star")
DASHES = ("solid", "dash", "round_dot", "long_dash_dot", "long_dash")

_FONT = {"name": "Arial", "size": 12, "color": "#000000", "bold": False}
_WIDTH, _HEIGHT = 980, 480
_MARKER_SIZE = 8
_LINE_WIDTH = 2.25
_GRID = "#D9D9D9"


def insert_chart(workbook: Any, worksheet: Any, row: int, content: ChartContent) -> None:
    """Puts a chart on a sheet, its top in the given row.

    The chart holds references to the sheet of figures and no number that is not there. Its title is the sheet's.
    """
    chart = workbook.add_chart({"type": "line"})
    for number, line in enumerate(content.lines):
        colour = COLOURS[number % len(COLOURS)]
        marker = MARKERS[number % len(MARKERS)]
        chart.add_series(
            {
                "name": [content.figures, line.row, 1],
                "categories": [content.figures, content.header, content.first, content.header, content.last],
                "values": [content.figures, line.row, content.first, line.row, content.last],
                "line": {"color": colour, "width": _LINE_WIDTH, "dash_type": DASHES[number % len(DASHES)]},
                "marker": {
                    "type": marker,
                    "size": _MARKER_SIZE,
                    "border": {"color": colour},
                    "fill": {"color": colour},
                },
            }
        )
    chart.set_title({"none": True})
    chart.set_legend({"position": "bottom", "font": _FONT})
    chart.set_x_axis({"name": content.periods.capitalize(), "name_font": _FONT, "num_font": _FONT})
    chart.set_y_axis(
        {
            "name": f"Number of {content.unit}",
            "name_font": _FONT,
            "num_font": _FONT,
            "num_format": "#,##0",
            "min": 0,
            "major_gridlines": {"visible": True, "line": {"color": _GRID}},
        }
    )
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    worksheet.insert_chart(row, 0, chart, {"description": content.description})
