//! The compound file that an `.xls` is: whether its chains of sectors come to an end.
//!
//! The reader of `calamine` 0.38 follows a chain that bites its own tail until memory is full. So the tables of
//! sectors are looked at first: each sector has at most one before it, and every chain has a beginning, so that
//! none is a ring. Reference: Microsoft, *MS-CFB*, clauses 2.2 to 2.5.

/// Numbers from here on are no sectors: free, end of chain, part of a table.
const NO_SECTOR: u32 = 0xffff_fffa;
const HEADER: usize = 512;

/// Refuses bytes whose chains of sectors are rings or run together; why, in words.
pub(super) fn check(bytes: &[u8]) -> Result<(), &'static str> {
    let word =
        |at: usize| -> Option<u32> { Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?)) };
    let cut = "the file is cut short";
    let shift = bytes.get(30).copied().ok_or(cut)?;
    if bytes.len() < HEADER || !matches!(shift, 9 | 12) {
        return Err("sectors of an unknown size");
    }
    let size = 1_usize << shift;
    let n_sectors = bytes.len() / size;
    let sector = |number: u32| -> Option<&[u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(size)?;
        bytes.get(start..start + size)
    };
    let words = |sector: &[u8]| -> Vec<u32> {
        sector.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word)).collect()
    };
    // The sectors of the table: 109 in the header, the others in a chain of lists.
    let mut lists: Vec<u32> = (0..109).filter_map(|at| word(76 + 4 * at)).collect();
    let mut next = word(68).unwrap_or(NO_SECTOR);
    for _ in 0..=n_sectors {
        if next >= NO_SECTOR {
            break;
        }
        let mut list = words(sector(next).ok_or(cut)?);
        next = list.pop().unwrap_or(NO_SECTOR);
        lists.append(&mut list);
    }
    if next < NO_SECTOR {
        return Err("the list of its tables is a ring");
    }
    let mut table = Vec::new();
    for number in lists.into_iter().filter(|number| *number < NO_SECTOR) {
        if table.len() > n_sectors + size {
            return Err("more tables than there are sectors");
        }
        table.extend(words(sector(number).ok_or(cut)?));
    }
    come_to_an_end(&table)?;
    let mut small = Vec::new();
    let mut next = word(60).unwrap_or(NO_SECTOR);
    while next < NO_SECTOR && small.len() <= bytes.len() {
        small.extend(words(sector(next).ok_or(cut)?));
        next = table.get(next as usize).copied().ok_or(cut)?;
    }
    come_to_an_end(&small)
}

/// Whether every chain of a table has an end.
fn come_to_an_end(table: &[u32]) -> Result<(), &'static str> {
    let mut has_one_before = vec![false; table.len()];
    for next in table.iter().filter(|next| **next < NO_SECTOR) {
        match has_one_before.get_mut(*next as usize) {
            Some(before) if !*before => *before = true,
            Some(_) => return Err("two chains of its sectors run together"),
            None => return Err("a chain of its sectors leaves the file"),
        }
    }
    // What is reached from the beginnings is all there is, or the rest are rings.
    let mut n_left = table.iter().filter(|next| **next < NO_SECTOR).count();
    for begin in (0..table.len()).filter(|at| !has_one_before[*at]) {
        let mut at = begin;
        while let Some(next) = table.get(at).copied().filter(|next| *next < NO_SECTOR) {
            n_left -= 1;
            at = next as usize;
        }
    }
    if n_left == 0 { Ok(()) } else { Err("a chain of its sectors is a ring") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_end_and_rings_are_refused() {
        let end = 0xffff_fffe;
        assert_eq!(come_to_an_end(&[1, 2, end, end, 0xffff_ffff]), Ok(()));
        assert_eq!(come_to_an_end(&[1, 2, 0, end]), Err("a chain of its sectors is a ring"));
        assert_eq!(come_to_an_end(&[0]), Err("a chain of its sectors is a ring"));
        assert_eq!(come_to_an_end(&[1, 2, 1, end]), Err("two chains of its sectors run together"));
        assert_eq!(come_to_an_end(&[9]), Err("a chain of its sectors leaves the file"));
    }
}
