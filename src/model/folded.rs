//! Text as people type it when they search: without capitals and without accents.

/// Small letters without accents or ligatures, typographic apostrophes made plain, trimmed.
///
/// For the letters that French names use; any other character stays as it is.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars().flat_map(char::to_lowercase) {
        match c {
            'à'..='å' => out.push('a'),
            'ç' => out.push('c'),
            'è'..='ë' => out.push('e'),
            'ì'..='ï' => out.push('i'),
            'ñ' => out.push('n'),
            'ò'..='ö' => out.push('o'),
            'ù'..='ü' => out.push('u'),
            'ý' | 'ÿ' => out.push('y'),
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            '’' | 'ʼ' => out.push('\''),
            // Accents written apart from their letter.
            '\u{300}'..='\u{36f}' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn accents_capitals_and_ligatures_do_not_count() {
        assert_eq!(folded(" L’Haÿ-les-Roses "), "l'hay-les-roses");
        assert_eq!(folded("LOZÈRE"), folded("Loze\u{300}re"));
        assert_eq!(folded("Œuilly"), "oeuilly");
    }
}
