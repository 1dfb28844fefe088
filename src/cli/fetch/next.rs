//! What to do with files: the next command, or how to get them by hand.

use std::path::{Path, PathBuf};

use crate::fetch::{Entry, Subject, Unpack};

/// The file of roads that is made from an extract.
pub(super) fn roads_file(extract: &Path) -> PathBuf {
    let name = extract.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.strip_suffix(".osm.pbf").unwrap_or(&name);
    extract.with_file_name(format!("{}.roads", stem.strip_suffix("-latest").unwrap_or(stem)))
}

/// The commands that use files of a subject.
///
/// The one place that knows how `maillage import` is called: `import` has one option a subject, repeatable for venues,
/// grids and indicators.
pub(super) fn commands(subject: Subject, paths: &[PathBuf]) -> Vec<String> {
    let option = match subject {
        Subject::Roads => {
            return match paths {
                [extract] => vec![build_command(extract)],
                several => several_extracts(several),
            };
        }
        Subject::Venues => {
            let check = format!("maillage check {}", names(paths));
            return vec![check, import_command("--venues", paths)];
        }
        Subject::Grid => "--grid",
        Subject::Boundaries => "--boundaries",
        Subject::Population => "--population",
        Subject::Mergers => "--mergers",
        Subject::Indicators => "--indicators",
    };
    vec![import_command(option, paths)]
}

/// What follows, in words.
pub(super) fn next_step(subject: Subject, paths: &[PathBuf]) -> String {
    format!("then:\n    {}\n", commands(subject, paths).join("\n    "))
}

/// How to get the files without this program, and where to put them.
pub(super) fn by_hand(entries: &[&Entry], dir: &Path) -> String {
    let mut text = "by hand, from another machine if need be:\n".to_owned();
    for (n, entry) in entries.iter().enumerate() {
        text.push_str(&format!("{:>3}. {}\n     page     {}\n", n + 1, entry.title, entry.page));
        if let Some(url) = &entry.url {
            text.push_str(&format!("     address  {url}\n"));
        }
        text.push_str(&format!("     file     {}\n", entry.file));
        if let Some(sha256) = &entry.sha256 {
            text.push_str(&format!("     SHA-256  {sha256}\n"));
        } else if let Some(url) = &entry.md5_url {
            text.push_str(&format!("     MD5      {url}\n"));
        }
        let unpacked = quoted(&dir.join(entry.result_name()));
        let downloaded = quoted(&dir.join(&entry.file));
        match &entry.unpack {
            Unpack::None => text.push_str(&format!("     put it   {unpacked}\n")),
            Unpack::Gzip => text.push_str(&format!(
                "     put it   {downloaded}\n     unpack   gunzip {downloaded}   (gives {unpacked})\n"
            )),
            Unpack::Zip(member) => text.push_str(&format!(
                "     put it   {downloaded}\n     unpack   unzip {downloaded} {member} -d {}   (gives {unpacked})\n",
                quoted(dir)
            )),
        }
        if let Some(note) = &entry.note {
            text.push_str(&format!("     note     {note}\n"));
        }
    }
    let paths: Vec<PathBuf> = entries.iter().map(|entry| dir.join(entry.result_name())).collect();
    let subject = entries.first().map(|entry| entry.subject);
    text + &subject.map_or_else(String::new, |subject| next_step(subject, &paths))
}

fn build_command(extract: &Path) -> String {
    format!("maillage roads build {} -o {}", quoted(extract), quoted(&roads_file(extract)))
}

/// Extracts overlap, and a file of roads is made from one.
fn several_extracts(extracts: &[PathBuf]) -> Vec<String> {
    let Some(first) = extracts.first() else { return Vec::new() };
    let merged = first.with_file_name("merged.osm.pbf");
    vec![format!("osmium merge {} -o {}", names(extracts), quoted(&merged)), build_command(&merged)]
}

fn import_command(option: &str, paths: &[PathBuf]) -> String {
    let files: Vec<String> = paths.iter().map(|path| format!("{option} {}", quoted(path))).collect();
    format!("maillage import -o TERRITORY {}", files.join(" "))
}

fn names(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| quoted(path)).collect::<Vec<_>>().join(" ")
}

/// A path for a shell: as it is where nothing in it is special, else in quotes.
fn quoted(path: &Path) -> String {
    let text = path.strip_prefix(".").unwrap_or(path).display().to_string();
    let text = if text.is_empty() { ".".to_owned() } else { text };
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '+' | ',' | '=');
    if text.chars().all(plain) && !text.starts_with('-') {
        text
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_roads_is_called_after_the_extract() {
        let named = |extract: &str| roads_file(Path::new(extract)).display().to_string();
        assert_eq!(named("d/corse-latest.osm.pbf"), "d/corse.roads");
        assert_eq!(named("d/x.osm.pbf"), "d/x.roads");
        assert_eq!(named("x.pbf"), "x.pbf.roads");
    }

    #[test]
    fn a_path_survives_the_shell() {
        assert_eq!(quoted(Path::new("./a/b-1.csv")), "a/b-1.csv");
        assert_eq!(quoted(Path::new(".")), ".");
        assert_eq!(quoted(Path::new("mes données/l'été.csv")), r"'mes données/l'\''été.csv'");
    }

    #[test]
    fn each_subject_has_its_commands() {
        let one = |subject| commands(subject, &[PathBuf::from("d/f")]).join("; ");
        assert_eq!(one(Subject::Grid), "maillage import -o TERRITORY --grid d/f");
        assert_eq!(one(Subject::Venues), "maillage check d/f; maillage import -o TERRITORY --venues d/f");
        let two = [PathBuf::from("d/a-latest.osm.pbf"), PathBuf::from("d/b-latest.osm.pbf")];
        assert_eq!(
            commands(Subject::Roads, &two).join("; "),
            "osmium merge d/a-latest.osm.pbf d/b-latest.osm.pbf -o d/merged.osm.pbf; \
             maillage roads build d/merged.osm.pbf -o d/merged.roads"
        );
    }
}
