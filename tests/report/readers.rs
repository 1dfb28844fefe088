//! Readers of PDF that somebody else wrote: poppler's, and qpdf.

use std::process::Command;

/// Whether they are there; says so where they are not. A CI without them fails.
pub fn is_there() -> bool {
    let found = ["pdfinfo", "pdftotext", "pdffonts", "qpdf"]
        .iter()
        .all(|name| Command::new(name).arg("--version").output().is_ok());
    if !found {
        println!("pdfinfo, pdftotext or qpdf not found, the PDF is not read: tools/pdf-readers --install");
        assert!(std::env::var_os("CI").is_none(), "CI has to read the PDF: tools/pdf-readers --install");
    }
    found
}

/// What a reader says; it must succeed.
pub fn read(name: &str, arguments: &[&str]) -> String {
    let output = Command::new(name).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{name}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// A text without its spaces: where a line ends is nobody's concern here.
pub fn joined(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace()).collect()
}
