//! Text inside HTML, SVG and other XML.

/// A text as HTML, SVG and GPX write it, inside of an element or of an attribute in either kind of quotes. Control
/// characters, most of which XML has none of, are blanks.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_in_a_text_is_markup_in_an_element_or_in_an_attribute() {
        assert_eq!(
            escaped("<img src=x onerror='a(\"1\")'> & \u{1}\n\u{7f}é"),
            "&lt;img src=x onerror=&#39;a(&quot;1&quot;)&#39;&gt; &amp;    é"
        );
    }
}
