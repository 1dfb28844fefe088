#![no_main]
mod shared;

use maillage::network::osm::read_pbf;
use maillage::network::profile::{Mode, Profile};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    shared::in_folder(&[("input.osm.pbf", bytes)], |folder| {
        let profile = Profile::new(Mode::Car);
        let _ = read_pbf(&folder.join("input.osm.pbf"), &profile);
    });
});
