#![no_main]
mod shared;

// Shapes of which there are none: as many as the table says do not matter.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut shp = vec![0; 100];
    shp[..4].copy_from_slice(&9994_u32.to_be_bytes());
    for number in 1..=20_u32 {
        shp.extend(number.to_be_bytes());
        shp.extend(2_u32.to_be_bytes());
        shp.extend(0_u32.to_le_bytes());
    }
    let words = (shp.len() / 2) as u32;
    shp[24..28].copy_from_slice(&words.to_be_bytes());
    shp[32] = 1;
    shared::shapefile(&shp, bytes);
});
