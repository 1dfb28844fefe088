#![no_main]
mod shared;

// Bytes that begin as the format does; a seed in fuzz/corpus/csv begins so by itself.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    const START: &[u8] = b"";
    if bytes.starts_with(START) {
        shared::layer(bytes);
    } else {
        shared::layer(&[START, bytes].concat());
    }
});
