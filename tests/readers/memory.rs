//! The memory that the whole test program asks for at once, counted: a reader that asks for more than its file can
//! need has believed a number in it.

#![expect(unsafe_code, reason = "an allocator is unsafe to write; this one only counts and passes on")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The largest request so far, bytes.
static LARGEST: AtomicUsize = AtomicUsize::new(0);
/// Requests from here on are refused, which ends the program, bytes.
const REFUSED: usize = 1 << 30;

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn is_refused(size: usize) -> bool {
    LARGEST.fetch_max(size, Ordering::Relaxed);
    size >= REFUSED
}

// SAFETY: every call goes to the allocator of the system with the same arguments, or answers null, which
// stands for a request that cannot be met.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if is_refused(layout.size()) { std::ptr::null_mut() } else { unsafe { System.alloc(layout) } }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if is_refused(layout.size()) { std::ptr::null_mut() } else { unsafe { System.alloc_zeroed(layout) } }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if is_refused(size) { std::ptr::null_mut() } else { unsafe { System.realloc(pointer, layout, size) } }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// The largest request since the program began, bytes. Tests run at once: it is of all of them.
pub(crate) fn largest_request() -> usize {
    LARGEST.load(Ordering::Relaxed)
}
