#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = maillage::ingest::layer::geometry_of_blob(bytes);
});
