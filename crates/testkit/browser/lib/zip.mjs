// Zip files, stored without compression (APPNOTE.TXT 6.3.10, §4.3), and the workbooks that are made of them.
import { crc32 } from "node:zlib";

/** A zip file of these entries: name to text. */
export function zip(entries) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [name, text] of Object.entries(entries)) {
    const [path, content] = [Buffer.from(name), Buffer.from(text)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version needed
    common.writeUInt16LE(0x21, 8); // 1980-01-01
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(path.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, path, content]);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), common, place, path]));
    parts.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}

/** An XLSX workbook of these sheets: name to rows of texts and numbers. */
export function workbook(sheets) {
  const names = Object.keys(sheets);
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const package_ = "http://schemas.openxmlformats.org/package/2006/relationships";
  const relation = (n, kind, target) => `<Relationship Id="r${n}" Type="${office}/${kind}" Target="${target}"/>`;
  const relations = (all) => `<Relationships xmlns="${package_}">${all}</Relationships>`;
  const cell = (value) =>
    typeof value === "number" ? `<c><v>${value}</v></c>` : `<c t="inlineStr"><is><t>${value}</t></is></c>`;
  const sheet = (rows) => {
    const data = rows.map((row) => `<row>${row.map(cell).join("")}</row>`).join("");
    return `<worksheet><sheetData>${data}</sheetData></worksheet>`;
  };
  const listed = names.map((name, n) => `<sheet name="${name}" sheetId="${n + 1}" r:id="r${n}"/>`).join("");
  const entries = {
    "[Content_Types].xml": "<Types/>",
    "_rels/.rels": relations(relation(0, "officeDocument", "xl/workbook.xml")),
    "xl/workbook.xml": `<workbook xmlns:r="${office}"><sheets>${listed}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relations(names.map((_, n) => relation(n, "worksheet", `sheet${n}.xml`)).join("")),
  };
  names.forEach((name, n) => (entries[`xl/sheet${n}.xml`] = sheet(sheets[name])));
  return zip(entries);
}
