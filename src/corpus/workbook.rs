//! Workbooks (XLSX): each sheet is a table, read as CSV is.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::fields::Names;
use super::found::Found;
use super::report::Dropped;
use super::table::{Item, Table};
use crate::limits;

/// The pairs of all sheets. Lines are rows; a sheet's cells have no bytes of their own in the file.
/// Cells are read one by one, for a stray one at the end of a sheet would make a whole one of billions.
pub fn read(path: &str, bytes: &[u8], names: &Names) -> Found {
    let mut found = Found::default();
    let fault = |what: String| Dropped::fault(path, 0, what);
    if let Err(what) = super::unpacked(bytes) {
        found.dropped.push(fault(what));
        return found;
    }
    let mut book: Xlsx<_> = match Xlsx::new(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(error) => {
            found.dropped.push(fault(format!("no workbook: {error}; save it as XLSX or CSV")));
            return found;
        }
    };
    let sheets = book.sheet_names();
    for sheet in &sheets {
        let from = found.records.len();
        match rows(&mut book, sheet) {
            Ok(rows) => table(path, rows, names, &mut found),
            Err(what) => found.dropped.push(fault(format!("the sheet {sheet} cannot be read: {what}"))),
        }
        if sheets.len() > 1 {
            found.records.iter_mut().skip(from).for_each(|record| record.source.heading.push(sheet.clone()));
        }
    }
    found
}

/// The rows of a sheet that hold anything, with their numbers, counted from 1.
fn rows(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Result<Vec<(u32, Vec<String>)>, String> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|e| e.to_string())?;
    let mut rows: Vec<(u32, Vec<String>)> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(|e| e.to_string())? {
        let (row, column) = cell.get_position();
        let text = Data::from(cell.get_value().clone()).to_string();
        if text.is_empty() || column >= limits::COLUMNS {
            continue;
        }
        if rows.last().is_none_or(|(last, _)| *last != row + 1) {
            rows.push((row + 1, Vec::new()));
        }
        if let Some((_, cells)) = rows.last_mut() {
            let at = column as usize;
            if cells.len() <= at {
                cells.resize(at + 1, String::new());
            }
            if let Some(slot) = cells.get_mut(at) {
                *slot = text;
            }
        }
    }
    Ok(rows)
}

fn table(path: &str, rows: Vec<(u32, Vec<String>)>, names: &Names, found: &mut Found) {
    let mut table = Table::new(path, names);
    let mut sink = |item: Item| {
        match item {
            Item::Record(record) => found.records.push(*record),
            Item::Dropped(dropped) => found.dropped.push(dropped),
        }
        Ok(())
    };
    for (row, cells) in rows {
        // The sink never fails.
        let _ = table.row(cells, row, [0, 0], &mut sink);
        if table.is_strange() {
            break;
        }
    }
    let _ = table.end(&mut sink);
}
