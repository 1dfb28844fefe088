#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = maillage::ingest::hours::Hours::read(text);
});
