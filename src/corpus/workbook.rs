//! Workbooks (XLSX, XLS, ODS): each sheet is a table, read as CSV is.

use std::io::Cursor;

use calamine::{Reader, open_workbook_auto_from_rs};

use super::fields::Names;
use super::found::Found;
use super::report::Dropped;
use super::table::{Item, Table};

/// The pairs of all sheets. Lines are rows; a sheet's cells have no bytes of their own in the file.
pub fn read(path: &str, bytes: &[u8], names: &Names) -> Found {
    let mut found = Found::default();
    let mut book = match open_workbook_auto_from_rs(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(error) => {
            found.dropped.push(Dropped::fault(path, 0, format!("no workbook: {error}; save it as XLSX or CSV")));
            return found;
        }
    };
    let sheets = book.sheet_names();
    for sheet in &sheets {
        let range = match book.worksheet_range(sheet) {
            Ok(range) => range,
            Err(error) => {
                found.dropped.push(Dropped::fault(path, 0, format!("the sheet {sheet} cannot be read: {error}")));
                continue;
            }
        };
        let from = found.records.len();
        let mut table = Table::new(path, names);
        let mut sink = |item: Item| {
            match item {
                Item::Record(record) => found.records.push(*record),
                Item::Dropped(dropped) => found.dropped.push(dropped),
            }
            Ok(())
        };
        let first = range.start().map_or(0, |(row, _)| row);
        for (row, cells) in (first + 1..).zip(range.rows()) {
            let cells = cells.iter().map(ToString::to_string).collect();
            // The sink never fails.
            let _ = table.row(cells, row, [0, 0], &mut sink);
            if table.is_strange() {
                break;
            }
        }
        let _ = table.end(&mut sink);
        if sheets.len() > 1 {
            found.records.iter_mut().skip(from).for_each(|record| record.source.heading.push(sheet.clone()));
        }
    }
    found
}
