//! A column of times in few bytes: they lie close together, and many are whole days.
//!
//! ```text
//! header        base i64, step u64, bytes u64: 1, 2, 4 or 8
//! numbers       bytes · m  base + step · (number - 1), the lowest byte first; 0 for none
//! ```

use std::io::{self, Write};

use tantivy::directory::FileSlice;

use crate::engine::tantivy::store::paged::Paged;

/// How the numbers of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packing {
    base: i64,
    step: u64,
    /// Bytes of a number.
    bytes: usize,
}

impl Packing {
    /// Numbers of u64 that it is written as.
    pub const HEADER: usize = 3;

    /// The one in which some values take the fewest bytes.
    pub fn of<I: Iterator<Item = i64>>(values: impl Fn() -> I) -> Packing {
        let base = values().min().unwrap_or_default();
        let (step, most) = values().fold((0, 0), |(step, most), value| {
            let over = value.abs_diff(base);
            (common_divisor(over, step), over.max(most))
        });
        let step = step.max(1);
        let bytes = match most / step {
            0..=0xfe => 1,
            0xff..=0xfffe => 2,
            0xffff..=0xffff_fffe => 4,
            _ => 8,
        };
        Packing { base, step, bytes }
    }

    /// Takes one as it was written; `None` if it was not.
    pub fn read([base, step, bytes]: [u64; Packing::HEADER]) -> Option<Packing> {
        matches!(bytes, 1 | 2 | 4 | 8).then_some(Packing {
            base: base.cast_signed(),
            step,
            bytes: bytes as usize,
        })
    }

    pub fn header(self) -> [u64; Packing::HEADER] {
        [self.base.cast_unsigned(), self.step, self.bytes as u64]
    }

    /// Bytes of a number.
    pub fn bytes(self) -> usize {
        self.bytes
    }

    pub fn write(self, out: &mut dyn Write, value: Option<i64>) -> io::Result<()> {
        let number = value.map_or(0, |value| value.abs_diff(self.base) / self.step + 1);
        out.write_all(&number.to_le_bytes()[..self.bytes])
    }
}

fn common_divisor(one: u64, other: u64) -> u64 {
    if other == 0 {
        one
    } else {
        common_divisor(other, one % other)
    }
}

/// A column as it is read.
pub struct PackedColumn {
    packing: Packing,
    numbers: Paged,
}

impl PackedColumn {
    pub fn new(packing: Packing, numbers: FileSlice) -> PackedColumn {
        PackedColumn {
            packing,
            numbers: Paged::new(numbers),
        }
    }

    #[inline]
    pub fn get(&self, at: usize) -> Option<i64> {
        let number = match self.packing.bytes {
            1 => u64::from(u8::from_le_bytes(self.numbers.number(at))),
            2 => u64::from(u16::from_le_bytes(self.numbers.number(at))),
            4 => u64::from(self.numbers.number32(at)),
            _ => self.numbers.number64(at),
        };
        let over = number.checked_sub(1)?.wrapping_mul(self.packing.step);
        Some(self.packing.base.wrapping_add_unsigned(over))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_from_as_few_bytes_as_they_need() {
        let day = 2 * 86_400;
        let columns: &[(&[Option<i64>], usize)] = &[
            (&[], 1),
            (&[None, None], 1),
            (&[Some(-7), Some(-7), None], 1),
            (&[Some(1 + 254 * day), None, Some(1)], 1),
            (&[Some(1 + 255 * day), Some(1 + day), Some(1)], 2),
            (&[Some(0), Some(1), Some(0xffff)], 4),
            (&[Some(0), Some(1), Some(1 << 40)], 8),
            (&[Some(i64::MIN + 2), Some(3), Some(i64::MAX - 1)], 8),
        ];
        for (values, bytes) in columns {
            let packing = Packing::of(|| values.iter().flatten().copied());
            assert_eq!(packing.bytes(), *bytes, "{values:?}");
            assert_eq!(Packing::read(packing.header()), Some(packing));
            let mut file = Vec::new();
            for value in *values {
                packing.write(&mut file, *value).expect("memory");
            }
            let column = PackedColumn::new(packing, FileSlice::from(file));
            let found: Vec<_> = (0..values.len()).map(|at| column.get(at)).collect();
            assert_eq!(found, *values);
        }
    }
}
