//! What several integration tests need.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The root of the checkout.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The shared data for golden tests: `MAILLAGE_SHARED`, else `../shared` beside the checkout. Says
/// on standard output which it was.
pub fn shared(file: &str) -> Option<PathBuf> {
    let base = std::env::var_os("MAILLAGE_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let path = base.join("data").join(file);
    let found = path.exists();
    println!(
        "golden data {}: {}",
        if found { "used" } else { "not found, nothing compared" },
        path.display()
    );
    found.then_some(path)
}

/// Runs the real binary in the checkout.
pub fn maillage(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_maillage")).current_dir(root()).args(arguments).output().unwrap()
}

/// Runs the real binary, which must succeed, and gives its standard output.
pub fn maillage_ok(arguments: &[&str]) -> Vec<u8> {
    let output = maillage(arguments);
    assert!(
        output.status.success(),
        "maillage {arguments:?}: {:?}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}
