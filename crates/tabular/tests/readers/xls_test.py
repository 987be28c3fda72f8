"""XLS as xlwt writes and xlrd reads it."""

import random
from datetime import datetime, time
from typing import Any

import xlrd
import xlwt

from . import workbook_values
from .tabular import FilesTest


def read(cell: xlrd.sheet.Cell, datemode: int) -> str | None:
    """What the cell holds."""
    match cell.ctype:
        case xlrd.XL_CELL_EMPTY | xlrd.XL_CELL_BLANK:
            return None
        case xlrd.XL_CELL_BOOLEAN:
            return workbook_values.canonical(bool(cell.value))
        case xlrd.XL_CELL_DATE:
            value = xlrd.xldate.xldate_as_datetime(cell.value, datemode)
            return workbook_values.canonical(value.time() if cell.value < 1 else value)
        case xlrd.XL_CELL_ERROR:
            return f"e:{xlrd.error_text_from_code[cell.value]}"
    return workbook_values.canonical(cell.value)


class XlsTest(FilesTest):
    def write(self, name: str, rng: random.Random, mac: bool) -> None:
        book = xlwt.Workbook()
        book.dates_1904 = mac
        for title in ("Sheet1", "Übersicht"):
            sheet = book.add_sheet(title)
            for row in range(60):
                for column in range(9):
                    self.put(sheet, row, column, workbook_values.value(rng))
        book.save(str(self.folder / name))

    @staticmethod
    def put(sheet: xlwt.Worksheet, row: int, column: int, value: Any) -> None:
        forms = {datetime: "yyyy-mm-dd hh:mm:ss", time: "hh:mm:ss"}
        if value is not None:
            sheet.write(row, column, value, xlwt.easyxf(num_format_str=forms.get(type(value), "General")))

    def test_cells_of_every_kind_in_several_sheets(self) -> None:
        # The library writes days of the date system of 1900 whatever the book says; both readers go by what it says.
        for name, mac in (("1900.xls", False), ("1904.xls", True)):
            self.write(name, random.Random(name), mac)
        said = self.said("cells")
        self.assertEqual(sorted(said), ["1900.xls", "1904.xls"])
        for name, line in said.items():
            self.assertNotIn("error", line)
            truth = xlrd.open_workbook(str(self.folder / name))
            found = {sheet["name"]: workbook_values.cells(sheet) for sheet in line["sheets"]}
            self.assertEqual(list(found), truth.sheet_names())
            for sheet in truth.sheets():
                places = {(r + 1, c + 1): read(sheet.cell(r, c), truth.datemode) for r in range(sheet.nrows) for c in range(sheet.row_len(r))}
                expected = sorted((place, value) for place, value in places.items() if value is not None)
                self.assertGreater(len(expected), 400)
                self.compare(f"{name} {sheet.name}", sorted(found[sheet.name].items()), expected, lambda a, b: a == b)
