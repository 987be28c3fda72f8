"""XLSX as openpyxl writes and reads it."""

import random
import re
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from . import workbook_values
from .tabular import FilesTest
from .words import word


def rewrite(path: Path, change: Callable[[str, str], str]) -> None:
    """Puts another text for the XML of each part of the workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            archive.writestr(name, change(name, xml))


def inline(name: str, xml: str) -> str:
    """Numbered texts of the sheets as texts in place, as streaming writers have them."""
    if not name.startswith("xl/worksheets/"):
        return xml
    return re.sub(r'(<c r="B\d+")( s="\d+")? t="s"><v>\d+</v>', r'\1\2 t="inlineStr"><is><t xml:space="preserve"> in, "place" </t></is>', xml)


class XlsxTest(FilesTest):
    def check(self) -> None:
        """Every cell of every sheet of every workbook, against what openpyxl reads."""
        said = self.said("cells")
        files = sorted(self.folder.glob("*.xlsx"))
        self.assertTrue(files)
        for file in files:
            self.assertNotIn("error", said[file.name], file.name)
            truth = openpyxl.load_workbook(file, data_only=True)
            found = {sheet["name"]: workbook_values.cells(sheet) for sheet in said[file.name]["sheets"]}
            self.assertEqual(list(found), truth.sheetnames, file.name)
            for sheet in truth:
                values = {(c.row, c.column): self.canonical(c) for row in sheet.iter_rows() for c in row}
                expected = {place: value for place, value in values.items() if value is not None}
                self.compare(f"{file.name} {sheet.title}", sorted(found[sheet.title].items()), sorted(expected.items()), self.same)

    @staticmethod
    def canonical(cell: Any) -> str | None:
        return f"e:{cell.value}" if cell.data_type == "e" else workbook_values.canonical(cell.value)

    @staticmethod
    def same(found: Any, expected: Any) -> bool:
        return found == expected

    def test_cells_of_every_kind_in_several_sheets(self) -> None:
        for seed, mac in ((1, False), (2, True), (3, False)):
            rng = random.Random(f"cells {seed}")
            book = openpyxl.Workbook()
            if mac:
                book.epoch = CALENDAR_MAC_1904
            for name in ("Sheet", "Übersicht & Co", "日本"):
                sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
                for row in rng.sample(range(1, 90), 60):
                    for column in range(1, 12):
                        sheet.cell(row, column, workbook_values.value(rng))
            book.save(self.folder / f"{seed}.xlsx")
        self.check()

    def test_inline_texts(self) -> None:
        rng = random.Random("inline")
        book = openpyxl.Workbook()
        for at in range(50):
            book.active.append([at, word(rng), word(rng)])
        book.save(self.folder / "inline.xlsx")
        rewrite(self.folder / "inline.xlsx", inline)
        self.check()

    def test_formulas_with_their_last_values_and_errors(self) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        for row in range(1, 20):
            sheet.append([row, f"=A{row}*2", f'="x"&A{row}', f"=A{row}>9", "#DIV/0!", "#N/A"])
        book.save(self.folder / "formulas.xlsx")
        cached = {"B": ("", "{}.5"), "C": (' t="str"', "x{} &amp; y"), "D": (' t="b"', "1")}

        def calculated(name: str, xml: str) -> str:
            for column, (kind, text) in cached.items():
                pattern = rf'<c r="{column}(\d+)"[^>]*><f>(.*?)</f><v ?/>'
                put = lambda cell, column=column, kind=kind, text=text: (  # noqa: E731
                    f'<c r="{column}{cell[1]}"{kind}><f>{cell[2]}</f><v>{text.format(cell[1])}</v>'
                )
                xml = re.sub(pattern, put, xml)
            return xml

        rewrite(self.folder / "formulas.xlsx", calculated)
        cells = openpyxl.load_workbook(self.folder / "formulas.xlsx", data_only=True).active[7]
        self.assertEqual([cell.value for cell in cells], [7, 7.5, "x7 & y", True, "#DIV/0!", "#N/A"], "the file is as meant")
        self.check()

    def test_merged_cells_and_gaps(self) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet["B2"], sheet["E9"], sheet["AB4"] = "over four", 1.25, True
        sheet.merge_cells("B2:C3")
        book.save(self.folder / "merged.xlsx")
        self.check()

    def test_typed_columns(self) -> None:
        """The columns of a table, each under its type."""
        rng = random.Random("typed")
        day = datetime(2020, 1, 1)
        header = ["id", "digits", "amount", "day", "moment", "flag", "note"]
        rows = [
            [at, f"{at % 1000:04}", rng.randint(0, 10**6) / 100, day + timedelta(days=at), day + timedelta(seconds=at * 7919), at % 3 == 0, word(rng)]
            for at in range(1, 200)
        ]
        book = openpyxl.Workbook()
        for row in (header, *rows):
            book.active.append(row)
        for cell in book.active["D"][1:]:
            cell.number_format = "yyyy-mm-dd"
        book.save(self.folder / "typed.xlsx")
        table = self.assert_whole("typed.xlsx", self.tables().get("typed.xlsx"))
        self.assertEqual(table.labels, header)
        self.assertEqual(table.kinds, ["int", "text", "num", "date", "ts", "bool", "text"])
        read = [int, str, float, lambda v: datetime.fromisoformat(v), datetime.fromisoformat, {"true": True, "false": False}.get, str]
        found = [[as_is(cell) for as_is, cell in zip(read, row, strict=True)] for row in table.values]
        truth = openpyxl.load_workbook(self.folder / "typed.xlsx", data_only=True).active
        self.compare("typed.xlsx", found, [list(row) for row in truth.iter_rows(min_row=2, values_only=True)], self.same)
