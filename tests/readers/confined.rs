//! A child under limits: whatever becomes of it, the parent lives and says what happened.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use maillage::confined::{ConfinedError, Limits, run};

use crate::given::put;

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_maillage"))
}

fn check(file: &Path, limits: &Limits) -> Result<maillage::confined::Finished, ConfinedError> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let args: Vec<OsString> = ["check".into(), file.into(), "--data".into(), data.into()].into();
    run(program(), &args, limits)
}

#[test]
fn a_child_that_ends_gives_its_status_and_what_it_said() {
    let folder = tempfile::tempdir().unwrap();
    let good = put(
        folder.path(),
        "lieux.csv",
        "id,nom,code_insee,latitude,longitude\na,Florac,48061,44.324679,3.596029\n",
    );
    let finished = check(&good, &Limits::default()).unwrap();
    assert_eq!((finished.status, finished.stderr), (0, Vec::new()));
    assert!(String::from_utf8(finished.stdout).unwrap().contains("1 rows, 1 usable venues"));
    let bad = put(folder.path(), "rien.csv", "");
    let finished = check(&bad, &Limits::default()).unwrap();
    assert_eq!(finished.status, 2);
    assert!(String::from_utf8(finished.stderr).unwrap().contains("rien.csv: the file is empty"));
}

#[test]
fn memory_that_is_not_granted_is_told_with_the_file_and_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let mut rows = "id,nom,code_insee\n".to_owned();
    for number in 0..400_000 {
        rows += &format!("{number},Un nom assez long pour prendre de la place {number},48061\n");
    }
    let file = put(folder.path(), "beaucoup.csv", rows);
    let error = check(&file, &Limits { memory: 200 << 20, ..Limits::default() }).unwrap_err();
    assert!(matches!(error, ConfinedError::OutOfMemory { .. }), "{error:?}");
    let said = error.to_string();
    assert!(said.contains("beaucoup.csv") && said.contains("more than 200 MiB"), "{said}");
}

#[test]
fn a_child_that_takes_too_long_is_stopped() {
    // A server runs until it is told to stop.
    let limits = Limits { wall: Duration::from_millis(400), ..Limits::default() };
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let args = ["serve".into(), "--territory".into(), "48".into(), "--listen".into(), "127.0.0.1:0".into()];
    let args: Vec<OsString> = args.into_iter().chain(["--data".into(), data.into()]).collect();
    let error = run(program(), &args, &limits).unwrap_err();
    assert!(matches!(error, ConfinedError::OutOfTime { .. }), "{error:?}");
    assert!(error.to_string().contains("took more than 0.4 s"), "{error}");
}

#[test]
fn output_beyond_its_bound_ends_the_child() {
    let limits = Limits { output: 100, ..Limits::default() };
    let error = run(program(), &["--help".into()], &limits).unwrap_err();
    assert!(matches!(error, ConfinedError::TooMuchOutput { limit: 100, .. }), "{error:?}");
}

#[test]
fn what_cannot_be_started_says_so() {
    let error = run(Path::new("/nowhere/maillage"), &["check".into()], &Limits::default()).unwrap_err();
    assert!(error.to_string().starts_with("maillage check: cannot be run"), "{error}");
}

#[test]
fn the_command_limits_itself_and_is_not_in_the_help() {
    let help = Command::new(program()).arg("--help").output().unwrap();
    assert!(!String::from_utf8(help.stdout).unwrap().contains("confined"));
    let args = [
        "confined",
        "--memory",
        "1000000000",
        "--cpu",
        "10",
        "--",
        "confined",
        "--memory",
        "1",
        "--cpu",
        "1",
        "--",
        "x",
    ];
    let twice = Command::new(program()).args(args).output().unwrap();
    assert_eq!(twice.status.code(), Some(2));
    assert!(String::from_utf8(twice.stderr).unwrap().contains("already confined"));
}
