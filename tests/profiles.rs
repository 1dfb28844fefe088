//! Every figure of the profiles is written in `docs/profiles`, for those who want to change or to quote one.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test profiles` rewrites them.

use std::fs;
use std::path::Path;

use maillage::network::profile::{Mode, Profile};

#[test]
fn the_figures_that_are_documented_are_those_of_the_program() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/profiles");
    for mode in Mode::ALL {
        let (path, code) = (folder.join(format!("{}.toml", mode.code())), mode.code());
        let settings = Profile::new(mode).to_toml().unwrap();
        let written = format!(
            "# The {code} profile: speeds in km/h, times in seconds. Made by tests/profiles.rs; sources in METHODS.md.\n\
             # What a file for `maillage roads build --speeds` says replaces what stands here, entry by entry.\n\n{settings}"
        );
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, &written).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == written,
            "docs/profiles/{code}.toml differs: run UPDATE_SNAPSHOTS=1 cargo test --test profiles"
        );
        Profile::new(mode).with_overrides(&kept).unwrap();
    }
}
