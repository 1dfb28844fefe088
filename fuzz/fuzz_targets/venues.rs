#![no_main]
mod shared;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    shared::in_folder(&[("input", bytes)], |folder| {
        let _ = maillage::ingest::venues::read_venues(&folder.join("input"));
    });
});
