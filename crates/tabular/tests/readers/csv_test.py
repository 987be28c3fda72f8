"""CSV in every dialect that Python's csv module writes, told nothing of the dialect."""

import csv
import itertools
import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from .tabular import FilesTest, Table
from .words import hostile, word

HEADER = ["id", "name", "amount", "day", "flag", "code", "note"]
KINDS = ["int", "text", "num", "date", "bool", "text", "text"]
DELIMITERS = [",", ";", "\t", "|"]
QUOTINGS = [csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]
LINE_ENDS = ["\n", "\r\n", "\r"]
CHARSETS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"]
EIGHT_BIT = {
    "cp1252": "Die Straße führt über die Brücke – „schön“ für müde Wanderer, größer als früher, nächste Woche natürlich",
    "mac_roman": "L’été à la forêt près du château où naît la rivière, là-bas déjà très élevé, où l’hôtel était fermé",
    "cp1250": "Zażółć gęślą jaźń – książka leży na półce, źródło wody, święto wiosny, mąż i żona, łódź płynie rzeką",
    "cp1251": "Съешь ещё этих мягких французских булок да выпей чаю весной, когда природа просыпается после зимы",
    "koi8_r": "Съешь ещё этих мягких французских булок да выпей чаю весной когда природа просыпается после зимы",
    "shift_jis": "東京都の 人口は 増えています 大阪府では 観光が 盛んです 北海道の 冬は とても 寒い 京都には 寺院が 多い",
    "gb18030": "北京市 是中国的首都 上海 位于长江入海口 广州 的气候温暖湿润 成都 以美食闻名 西安 有悠久的历史",
    "euc_kr": "서울은 대한민국의 수도이다 부산에는 큰 항구가 있다 제주도는 화산섬이며 관광지로 유명하다",
}
"""Charsets and words that are written in them."""


def row(rng: random.Random, at: int, note: str) -> list[Any]:
    return [
        at + 1,
        f"{word(rng)} {at}",
        Decimal(rng.randint(-(10**6), 10**6)).scaleb(-2),
        date(2000, 1, 1) + timedelta(days=rng.randint(0, 9000)),
        rng.choice(["true", "false"]),
        f"{rng.randint(0, 9999):04}",
        note,
    ]


class CsvTest(FilesTest):
    def write(self, name: str, rows: list[list[Any]], charset: str = "utf-8", **dialect: Any) -> None:
        with open(self.folder / name, "w", newline="", encoding=charset) as file:
            csv.writer(file, **dialect).writerows([HEADER, *rows])
        self.written[name] = (charset, {key: value for key, value in dialect.items() if key != "quoting"} | self.unquoted(dialect))

    def setUp(self) -> None:
        super().setUp()
        self.written: dict[str, tuple[str, dict[str, Any]]] = {}

    @staticmethod
    def unquoted(dialect: dict[str, Any]) -> dict[str, Any]:
        """The reader of the csv module makes numbers of what is not quoted, were it told of any other quoting."""
        return {"quoting": csv.QUOTE_NONE} if dialect.get("quoting") == csv.QUOTE_NONE else {}

    def check(self) -> None:
        tables = self.tables()
        self.assertTrue(self.written)
        for name, (charset, dialect) in self.written.items():
            with self.subTest(name), open(self.folder / name, newline="", encoding=charset) as file:
                self.compare_file(name, self.assert_whole(name, tables.get(name)), list(csv.reader(file, **dialect)))

    def compare_file(self, name: str, table: Table, truth: list[list[str]]) -> None:
        self.assertEqual(table.labels, truth[0], name)
        self.assertEqual(table.kinds, KINDS, f"{name}: {[column['evidence'] for column in table.columns]}")
        read = [str, str, lambda text: format(Decimal(text), "f"), str, str, str, str]
        # A file of this kind cannot tell an empty text from none.
        expected = [cell or None for cells in truth[1:] for cell in cells]
        self.compare(name, [cell for cells in table.text for cell in cells], expected, lambda a, b: (a or None) == b)
        typed = [cell and as_is(cell) for cells in table.values for as_is, cell in zip(read, cells, strict=True)]
        plain = [cell and as_is(cell) for cells in truth[1:] for as_is, cell in zip(read, cells, strict=True)]
        self.compare(name, typed, plain, lambda a, b: (a or None) == (b or None))

    def test_every_dialect_with_hostile_text(self) -> None:
        rng = random.Random("dialects")
        for delimiter, quoting, line_end in itertools.product(DELIMITERS, QUOTINGS, LINE_ENDS):
            if (quoting, line_end) == (csv.QUOTE_MINIMAL, "\r"):
                continue  # Older versions of the module do not quote a `\n` then, and cannot read it.
            rows = [row(rng, at, hostile(rng)) for at in range(200)]
            name = f"{ord(delimiter)}-{quoting}-{line_end.encode().hex()}.csv"
            self.write(name, rows, delimiter=delimiter, quoting=quoting, lineterminator=line_end)
        self.check()

    def test_single_quotes(self) -> None:
        rng = random.Random("single")
        for delimiter, quoting in itertools.product(DELIMITERS, QUOTINGS):
            rows = [row(rng, at, hostile(rng)) for at in range(200)]
            self.write(f"{ord(delimiter)}-{quoting}.csv", rows, delimiter=delimiter, quoting=quoting, quotechar="'")
        self.check()

    def test_backslashes_instead_of_doubled_quotes(self) -> None:
        rng = random.Random("backslashes")
        for delimiter, quoting in itertools.product(DELIMITERS, QUOTINGS):
            rows = [row(rng, at, hostile(rng)) for at in range(200)]
            dialect = {"delimiter": delimiter, "quoting": quoting, "doublequote": False, "escapechar": "\\"}
            self.write(f"{ord(delimiter)}-{quoting}.csv", rows, **dialect)
        self.check()

    def test_charsets_of_eight_bits(self) -> None:
        rng = random.Random("charsets")
        for charset, text in EIGHT_BIT.items():
            words = text.split()
            rows = [row(rng, at, " ".join(rng.choices(words, k=9))) for at in range(100)]
            for cells in rows:
                cells[1] = rng.choice(words)
            self.write(f"{charset}.csv", rows, charset, delimiter=";")
        self.check()

    def test_every_unicode_form(self) -> None:
        rng = random.Random("unicode")
        for charset, delimiter in itertools.product(CHARSETS, DELIMITERS):
            rows = [row(rng, at, hostile(rng)) for at in range(100)]
            self.write(f"{charset}-{ord(delimiter)}.csv", rows, charset, delimiter=delimiter)
        self.check()

    def test_file_names_say_nothing(self) -> None:
        rng = random.Random("names")
        for name in ("data", "data.json", "data.xlsx", "data.csv.gz"):
            self.write(name, [row(rng, at, word(rng)) for at in range(50)], delimiter=";")
        self.check()
