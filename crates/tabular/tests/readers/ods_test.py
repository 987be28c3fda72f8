"""ODS as odfpy writes and reads it."""

import random
from datetime import datetime, time
from typing import Any

from odf import opendocument, teletype
from odf.table import Table, TableCell, TableRow
from odf.text import P

from . import workbook_values
from .tabular import FilesTest


def cell(value: Any) -> TableCell:
    """With what a spreadsheet program would show in it, which is not what it holds."""
    match value:
        case None:
            return TableCell()
        case bool():
            made = TableCell(valuetype="boolean", booleanvalue=str(value).lower())
        case int() | float():
            made = TableCell(valuetype="float", value=repr(value))
        case datetime():
            made = TableCell(valuetype="date", datevalue=value.isoformat())
        case time():
            made = TableCell(valuetype="time", timevalue=value.strftime("PT%HH%MM%SS"))
        case str():
            made = TableCell(valuetype="string")
            for line in value.split("\n"):
                paragraph = P()
                # The library writes outer blanks in a way that a reader has to drop (ODF 1.3 part 3 §6.1.2).
                teletype.addTextToElement(paragraph, line.strip(" "))
                made.addElement(paragraph)
            return made
    made.addElement(P(text="shown"))
    return made


def read(made: TableCell) -> str | None:
    """What the cell holds, by its attributes."""
    match made.getAttribute("valuetype"):
        case None:
            return None
        case "boolean":
            return f"b:{made.getAttribute('booleanvalue')}"
        case "float":
            return workbook_values.canonical(float(made.getAttribute("value")))
        case "date":
            return workbook_values.canonical(datetime.fromisoformat(made.getAttribute("datevalue")))
        case "time":
            return workbook_values.canonical(datetime.strptime(made.getAttribute("timevalue"), "PT%HH%MM%SS").time())
    return workbook_values.canonical("\n".join(map(teletype.extractText, made.getElementsByType(P))))


class OdsTest(FilesTest):
    def test_cells_of_every_kind_in_several_sheets(self) -> None:
        rng = random.Random("ods")
        document = opendocument.OpenDocumentSpreadsheet()
        for name in ("Sheet1", "Übersicht & Co"):
            table = Table(name=name)
            for at in range(80):
                row = TableRow(numberrowsrepeated=3) if at % 9 == 4 else TableRow()
                for _ in range(9):
                    made = cell(workbook_values.value(rng))
                    if rng.random() < 0.1:
                        made.setAttribute("numbercolumnsrepeated", 2)
                    row.addElement(made)
                table.addElement(row)
            document.spreadsheet.addElement(table)
        document.save(str(self.folder / "cells.ods"))

        said = self.said("cells")["cells.ods"]
        self.assertNotIn("error", said)
        found = {sheet["name"]: workbook_values.cells(sheet) for sheet in said["sheets"]}
        truth = opendocument.load(str(self.folder / "cells.ods")).spreadsheet.getElementsByType(Table)
        self.assertEqual(list(found), [table.getAttribute("name") for table in truth])
        for table in truth:
            expected = sorted(self.places(table).items())
            self.assertGreater(len(expected), 500)
            name = table.getAttribute("name")
            self.compare(name, sorted(found[name].items()), expected, lambda one, other: one == other)

    @staticmethod
    def places(table: Table) -> dict[tuple[int, int], str]:
        """The cells that hold something, with repetitions written out."""
        places, at = {}, 0
        for row in table.getElementsByType(TableRow):
            for _ in range(int(row.getAttribute("numberrowsrepeated") or 1)):
                at, column = at + 1, 0
                for made in row.getElementsByType(TableCell):
                    value = read(made)
                    for _ in range(int(made.getAttribute("numbercolumnsrepeated") or 1)):
                        column += 1
                        if value is not None:
                            places[at, column] = value
        return places
