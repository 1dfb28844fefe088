//! Large memory in large pages.
//!
//! A matrix is hundreds of megabytes, written once. In pages of 4 kB, the system hands them out one fault
//! at a time and the processor forgets where they are. Linux gives pages of 2 MB to those who ask, which
//! is possible for an anonymous mapping. Elsewhere, and for little memory, this is an ordinary vector.

use std::ops::{Deref, DerefMut};

use bytemuck::Pod;
use memmap2::MmapMut;

/// Bytes from which large pages are worth asking for.
const LARGE: usize = 4 << 20;

/// Zeroed memory for a fixed number of values.
#[derive(Debug)]
pub(in crate::network) enum Pages<T> {
    /// From the allocator.
    Small(Vec<T>),
    /// From the system: that many values at its start.
    Large(MmapMut, usize),
}

impl<T: Pod> Pages<T> {
    /// Memory for `len` zeroed values.
    pub(in crate::network) fn zeroed(len: usize) -> Self {
        let bytes = len * size_of::<T>();
        match if bytes < LARGE { None } else { MmapMut::map_anon(bytes).ok() } {
            Some(map) => {
                // A wish: without it the memory is the same, and slower.
                #[cfg(target_os = "linux")]
                let _ = map.advise(memmap2::Advice::HugePage);
                Self::Large(map, len)
            }
            None => Self::Small(vec![T::zeroed(); len]),
        }
    }
}

impl<T: Pod> Deref for Pages<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::Small(values) => values,
            Self::Large(map, len) => &bytemuck::cast_slice(map)[..*len],
        }
    }
}

impl<T: Pod> DerefMut for Pages<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        match self {
            Self::Small(values) => values,
            Self::Large(map, len) => &mut bytemuck::cast_slice_mut(map)[..*len],
        }
    }
}

impl<T: Pod> Clone for Pages<T> {
    fn clone(&self) -> Self {
        let mut copy = Self::zeroed(self.len());
        copy.copy_from_slice(self);
        copy
    }
}

impl<T: Pod + PartialEq> PartialEq for Pages<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Pod + Eq> Eq for Pages<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_and_small_memory_hold_the_same() {
        for len in [0, 5, LARGE / 12 + 1] {
            let mut pages = Pages::zeroed(len);
            assert!(pages.iter().all(|value| *value == [0u32; 3]));
            pages.fill([7; 3]);
            assert_eq!(pages.len(), len);
            if let Some(last) = pages.last_mut() {
                *last = [1, 2, 3];
            }
            let copy = pages.clone();
            assert!(copy == pages && copy.last() == pages.last());
        }
    }
}
