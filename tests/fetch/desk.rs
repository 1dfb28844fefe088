//! A folder, a catalogue of one entry, and the command.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use crate::server::Server;

/// Where a test works.
pub struct Desk {
    dir: tempfile::TempDir,
    pub server: Server,
}

/// How a run ended.
pub struct Run {
    pub status: Option<i32>,
    pub said: String,
}

impl Run {
    /// From what the program left.
    pub fn of(output: &Output) -> Self {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.stdout.is_empty(), "nothing goes to standard output: {:?}", output.stdout);
        Self { status: output.status.code(), said }
    }

    /// It must have gone well.
    pub fn ok(self) -> String {
        assert_eq!(self.status, Some(0), "{}", self.said);
        self.said
    }

    /// It must have failed as bad input does, saying all of these.
    pub fn failed(self, expected: &[&str]) -> String {
        assert_eq!(self.status, Some(2), "{}", self.said);
        for text in expected {
            assert!(self.said.contains(text), "“{text}” is not in:\n{}", self.said);
        }
        self.said
    }
}

impl Desk {
    /// With an entry about roads whose file is `/a` of the server, and these further lines.
    pub fn new(lines: &str) -> Self {
        let desk = Self { dir: tempfile::tempdir().unwrap(), server: Server::start() };
        desk.catalogue(&desk.server.url("/a"), "a.osm.pbf", lines);
        fs::create_dir(desk.path("out")).unwrap();
        desk
    }

    pub fn catalogue(&self, url: &str, file: &str, lines: &str) {
        let text = format!(
            "[publishers.p]\nname = \"Publisher\"\nlicence = \"Licence\"\nattribution = \"Attribution\"\n\n\
             [[entry]]\nid = \"a\"\nsubject = \"roads\"\npublisher = \"p\"\ntitle = \"Title\"\n\
             page = \"https://example.org/page\"\nurl = \"{url}\"\nfile = \"{file}\"\nseen = [\"a test\"]\n{lines}\n"
        );
        fs::write(self.path("catalogue.toml"), text).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// What is in the folder of files, sorted.
    pub fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("out")).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path("out").join(name)).unwrap()
    }

    pub fn origin(&self, name: &str) -> serde_json::Value {
        serde_json::from_slice(&self.read(&format!("{name}.origin.json"))).unwrap()
    }

    /// The command, for `maillage fetch roads --territory 48` and more; not run yet.
    pub fn command(&self, more: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_maillage"));
        command
            .args(["fetch", "roads", "--territory", "48", "-o", "out", "--catalogue", "catalogue.toml"])
            .args(more)
            .current_dir(self.dir.path())
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, more: &[&str]) -> Run {
        Run::of(&self.command(more).output().unwrap())
    }

    /// Fetches without being asked, with little patience.
    pub fn fetch(&self) -> Run {
        self.run(&["--yes", "--patience", "2"])
    }
}

/// Bytes that are not all the same.
pub fn content(n: usize) -> Vec<u8> {
    (0..n).map(|i| u8::try_from((i * 7 + i / 251) % 256).unwrap()).collect()
}

pub fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    maillage::files::hexadecimal(&sha2::Sha256::digest(bytes))
}

pub fn md5(bytes: &[u8]) -> String {
    use md5::Digest;
    maillage::files::hexadecimal(&md5::Md5::digest(bytes))
}
