//! Texts that a spreadsheet would run as formulas: written behind an apostrophe, read back without it.

/// Characters that begin a formula, or make one of the next (OWASP, *CSV Injection*).
const STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Whether a text is written behind an apostrophe: it would run, or would be read back without an apostrophe of its own.
#[must_use]
pub fn needs_guard(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(STARTS)
}

/// A text as it was before it was guarded.
#[must_use]
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| needs_guard(rest)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_guarded_comes_back() {
        for text in ["=1+1", "+Médiathèque", "-2", "@x", "'=x", "''-", "\t"] {
            assert!(needs_guard(text), "{text}");
            assert_eq!(unguarded(&format!("'{text}")), text);
        }
        for text in ["L'Hospitalet", "'Bleymard", "", "'", "a=b"] {
            assert!(!needs_guard(text), "{text}");
            assert_eq!(unguarded(text), text);
        }
    }
}
