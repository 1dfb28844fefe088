//! Data flows one way: a module uses those declared before it in `lib.rs`, never one after.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the sources has to fail")]

use std::fs;
use std::path::{Path, PathBuf};

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The modules in the order of `lib.rs`.
fn order() -> Vec<String> {
    let lib = fs::read_to_string(source().join("lib.rs")).unwrap();
    lib.lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect()
}

/// The files of a module: `name.rs` and everything below `name/`.
fn files(module: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![source().join(module)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    let single = source().join(format!("{module}.rs"));
    if single.exists() {
        found.push(single);
    }
    found
}

/// Names that follow `crate::` in code: comments may point anywhere.
fn used_modules(text: &str) -> Vec<String> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

#[test]
fn no_module_uses_one_that_comes_after_it() {
    let order = order();
    assert!(order.len() > 8, "lib.rs no longer lists its modules one a line: {order:?}");
    let place = |name: &str| order.iter().position(|module| module == name);
    let mut backwards = Vec::new();
    for module in &order {
        let files = files(module);
        assert!(!files.is_empty(), "module {module} has no file");
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            for used in used_modules(&text) {
                if place(&used) > place(module) {
                    backwards.push(format!("{} uses crate::{used}", file.display()));
                }
            }
        }
    }
    assert!(backwards.is_empty(), "{}", backwards.join("\n"));
}

#[test]
fn a_name_in_a_comment_is_not_a_use() {
    assert!(used_modules("// crate::server\n/// [`crate::cli`]").is_empty());
    assert_eq!(used_modules("use crate::units::{People};"), ["units"]);
}
