#![no_main]
mod shared;

// Bytes that begin as the format does; a seed in fuzz/corpus/xlsx begins so by itself.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    const START: &[u8] = b"PK\x03\x04";
    if bytes.starts_with(START) {
        shared::layer(bytes);
    } else {
        shared::layer(&[START, bytes].concat());
    }
});
