#![no_main]
mod shared;

// A table of one row and one column, so that the shapes are reached.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut dbf = vec![0; 65];
    (dbf[0], dbf[4], dbf[8], dbf[10], dbf[43], dbf[48], dbf[64]) = (3, 1, 65, 2, b'C', 1, 0x0d);
    dbf[32] = b'A';
    dbf.extend(b" x");
    shared::shapefile(bytes, &dbf);
});
