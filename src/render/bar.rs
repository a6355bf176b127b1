//! Bars of a chart in a terminal, to an eighth of a column.

/// The longest bar; on a wider terminal the rest stays empty.
pub const LONGEST: usize = 100;

/// A bar of `count` where `most` is `room` columns long. What is there at all is seen.
pub fn bar(count: u64, most: u64, room: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if count == 0 || most == 0 || room == 0 {
        return String::new();
    }
    let most_eighths = 8 * room.min(LONGEST) as u128;
    let eighths =
        (u128::from(count.min(most)) * most_eighths + u128::from(most) / 2) / u128::from(most);
    let eighths = eighths.max(1) as usize;
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

/// `12.3%`; nothing of nothing. What is there at all is more than none, and what is missing less than all.
pub fn per_cent(share: Option<f64>) -> String {
    match share {
        None => "-".to_owned(),
        Some(share) if share > 0.0 && share < 0.0005 => "<0.1%".to_owned(),
        Some(share) if share < 1.0 && share > 0.9995 => ">99.9%".to_owned(),
        Some(share) => format!("{:.1}%", share * 100.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_end_within_a_column() {
        assert_eq!(bar(0, 8, 4), "");
        assert_eq!(bar(8, 8, 4), "████");
        assert_eq!(bar(4, 8, 3), "█▌");
        assert_eq!(bar(1, 1000, 3), "▏");
        assert_eq!(bar(u64::MAX, u64::MAX, 2), "██");
        assert_eq!(bar(3, 3, usize::MAX).chars().count(), LONGEST);
        assert_eq!(bar(3, 3, 0), "");
    }

    #[test]
    fn shares_never_say_none_of_some() {
        let shares = [
            None,
            Some(0.0),
            Some(0.0001),
            Some(0.125),
            Some(0.99999),
            Some(1.0),
        ];
        let written = shares.map(per_cent);
        assert_eq!(written, ["-", "0.0%", "<0.1%", "12.5%", ">99.9%", "100.0%"]);
    }
}
