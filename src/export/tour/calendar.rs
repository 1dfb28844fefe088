//! iCalendar (RFC 5545): one event a session, in the time of Paris, with the rules of that time in the file.
//!
//! The same plan gives the same bytes: identifiers come from date and stop, and the stamp is the first day of the plan.

use sha2::{Digest as _, Sha256};

use super::sessions;
use crate::files::hexadecimal;
use crate::tour::{Clock, Date, Plan};

/// Summer time as the Union has had it since 1996: last Sundays of March and October, 1:00 UTC.
const PARIS: &str = "BEGIN:VTIMEZONE\nTZID:Europe/Paris\n\
    BEGIN:DAYLIGHT\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nTZNAME:CEST\nDTSTART:19960331T020000\n\
    RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nEND:DAYLIGHT\n\
    BEGIN:STANDARD\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nTZNAME:CET\nDTSTART:19961027T030000\n\
    RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\nEND:VTIMEZONE";

/// The sessions as a calendar.
#[must_use]
pub fn tour_ics(plan: &Plan) -> Vec<u8> {
    let mut out = String::new();
    line(&mut out, "BEGIN:VCALENDAR");
    line(&mut out, "VERSION:2.0");
    line(&mut out, "PRODID:-//Maillage//Tour//FR");
    line(&mut out, "CALSCALE:GREGORIAN");
    line(&mut out, "METHOD:PUBLISH");
    for text in PARIS.lines() {
        line(&mut out, text);
    }
    let stamp = day(plan.rules.from);
    for (date, visit, stop) in sessions(plan) {
        line(&mut out, "BEGIN:VEVENT");
        line(&mut out, &format!("UID:{}-{}@maillage", day(date), fingerprint(&stop.id)));
        line(&mut out, &format!("DTSTAMP:{stamp}T000000Z"));
        line(&mut out, &format!("DTSTART;TZID=Europe/Paris:{}", moment(date, visit.open)));
        line(&mut out, &format!("DTEND;TZID=Europe/Paris:{}", moment(date, visit.close)));
        line(&mut out, &format!("SUMMARY:{}", escaped(&stop.name)));
        line(&mut out, &format!("LOCATION:{}", escaped(&stop.name)));
        line(&mut out, &format!("GEO:{:.6};{:.6}", stop.place.y, stop.place.x));
        if let Some(from) = visit.moved_from {
            line(&mut out, &format!("DESCRIPTION:Séance reportée du {from}"));
        }
        line(&mut out, "END:VEVENT");
    }
    line(&mut out, "END:VCALENDAR");
    out.into_bytes()
}

fn day(date: Date) -> String {
    date.to_string().replace('-', "")
}

/// A local date and time; 24:00 is 0:00 of the next day.
fn moment(date: Date, clock: Clock) -> String {
    let seconds = clock.seconds();
    let date = date.plus(seconds / 86_400);
    let seconds = seconds % 86_400;
    format!("{}T{:02}{:02}{:02}", day(date), seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Some hexadecimal digits for any identifier.
fn fingerprint(id: &str) -> String {
    hexadecimal(&Sha256::digest(id.as_bytes())[..6])
}

/// A text value: backslash, comma, semicolon and line end escaped (section 3.3.11).
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace(',', "\\,").replace(';', "\\;").replace('\n', "\\n");
    text.chars().filter(|c| !c.is_control()).collect()
}

/// Adds a content line, folded so that no line is longer than 75 octets, between characters (section 3.1).
fn line(out: &mut String, text: &str) {
    let mut length = 0;
    for c in text.chars() {
        if length + c.len_utf8() > 75 {
            *out += "\r\n ";
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    *out += "\r\n";
}
