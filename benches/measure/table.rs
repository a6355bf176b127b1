//! A table on standard output, and the verdict on a figure against its bar.

/// Prints rows under a title, columns as wide as they need to be, the first one flush left.
pub fn print(title: &str, rows: &[Vec<String>]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    println!("\n{title}\n");
    for row in rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let width = widths[column];
            match column {
                0 => line.push_str(&format!("{cell:<width$}")),
                _ => line.push_str(&format!("  {cell:>width$}")),
            }
        }
        println!("{}", line.trim_end());
    }
}

pub fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

/// `at most 15.0: kept`.
pub fn at_most(figure: f64, bar: f64) -> String {
    format!("at most {bar}: {}", verdict(figure <= bar))
}

/// `at least 0.7: missed`.
pub fn at_least(figure: f64, bar: f64) -> String {
    format!("at least {bar}: {}", verdict(figure >= bar))
}

fn verdict(kept: bool) -> &'static str {
    if kept { "kept" } else { "MISSED" }
}
