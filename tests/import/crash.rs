//! A folder is whole or not there: killed at any moment, and on a full disk.

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::{common, import, manifest};

/// The territory of a folder, all of whose files are as its manifest says.
fn whole(folder: &Path) -> String {
    let manifest = manifest(folder);
    for file in manifest["files"].as_array().unwrap() {
        let path = folder.join(file["path"].as_str().unwrap());
        assert_eq!(
            std::fs::metadata(&path).unwrap().len(),
            file["bytes"].as_u64().unwrap(),
            "{}",
            path.display()
        );
        let digest = maillage::files::digest(&path).unwrap();
        assert_eq!(digest, file["sha256"].as_str().unwrap(), "{}", path.display());
    }
    manifest["parameters"]["territory"].as_str().unwrap().to_owned()
}

fn replacing(out: &Path, territory: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maillage"));
    let out = out.to_str().unwrap();
    command.current_dir(common::root()).args(["import", "--replace", "-o", out, "--territory", territory]);
    command.args(["--buffer-km", "0"]).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[test]
fn killed_at_any_moment_the_old_folder_or_the_new_one_is_there_whole() {
    let (place, bases) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    import(bases.path(), &["--territory", "48", "--buffer-km", "30"]);
    let base = bases.path().join("out");
    // Reading all of France would be most of the time, in which nothing is written.
    let replacing = |out: &Path, territory: &str| {
        let mut command = replacing(out, territory);
        command.arg("--base").arg(&base);
        command
    };
    let out = place.path().join("out");
    assert!(replacing(&out, "48").status().unwrap().success());
    let start = Instant::now();
    assert!(replacing(&out, "15").status().unwrap().success());
    let usual = start.elapsed();
    let mut current = whole(&out);
    assert_eq!(current, "15");
    let (mut killed, mut state) = (0, 0x2545_f491_u64);
    for round in 0..24 {
        let next = if current == "48" { "15" } else { "48" };
        let mut child = replacing(&out, next).spawn().unwrap();
        // Anywhere in the time that it takes, more often near its end, where it writes.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let share = (state >> 40) as f64 / f64::from(1u32 << 24);
        let share = if round % 2 == 0 { share } else { 0.6 + 0.5 * share };
        sleep(Duration::from_secs_f64(usual.as_secs_f64() * share));
        killed += u32::from(child.try_wait().unwrap().is_none());
        let _ = child.kill();
        child.wait().unwrap();
        let now = whole(&out);
        assert!(now == current || now == next, "{now}");
        current = now;
    }
    assert!(killed > 0, "no run was killed");
    println!("killed {killed} of 24 runs");
    // What killed runs left beside goes with the next.
    assert!(replacing(&out, "48").status().unwrap().success());
    assert_eq!(whole(&out), "48");
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 1);
}

/// A disk of 2 MB that is gone when this is dropped.
struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    fn mount(at: &'a Path) -> Option<Self> {
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"]).arg(at).output();
        match mount {
            Ok(output) if output.status.success() => Some(Self(at)),
            _ => None,
        }
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[test]
fn a_full_disk_leaves_the_old_folder_and_says_so() {
    let place = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(place.path()) else {
        println!("skipped: a small disk cannot be mounted here (not root)");
        return;
    };
    import(place.path(), &["--territory", "48061", "--buffer-km", "0"]);
    let out = place.path().join("out");
    let output = replacing(&out, "france").stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("communes.fgb: cannot write") && said.contains("No space left"), "{said}");
    assert_eq!(whole(&out), "48061");
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 1, "no litter");
    drop(disk);
}
