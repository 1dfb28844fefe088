//! A server of a few files, which can be told to misbehave. Each connection is answered once and closed.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What it does with a question for a file.
#[derive(Debug, Clone)]
pub enum How {
    /// Gives it, or the rest that is asked for.
    Well,
    /// Knows no ranges: gives it whole each time.
    Whole,
    /// Gives so many bytes of what is asked and closes.
    CutAfter(usize),
    /// Gives so many bytes and then keeps the connection open without a word.
    StallAfter(usize),
    /// Gives a byte every 100 ms.
    Drip,
    /// Answers HEAD with this length, and GET without one, until the connection is closed.
    SaysLength(usize),
    /// Answers this status.
    Status(u16),
    /// Sends elsewhere.
    Redirect(String),
    /// Never answers.
    Silent,
    /// Answers any rest with these headers and the last byte.
    WrongRange,
}

/// A file that it has.
#[derive(Debug, Clone)]
pub struct Served {
    pub content: Vec<u8>,
    pub headers: Vec<(String, String)>,
    pub how: How,
}

#[derive(Default)]
struct Shelf {
    files: Vec<(String, Served)>,
    asked: Vec<String>,
}

/// The server; it ends with the test's process.
pub struct Server {
    port: u16,
    shelf: Arc<Mutex<Shelf>>,
}

impl Server {
    pub fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let shelf = Arc::new(Mutex::new(Shelf::default()));
        let shared = Arc::clone(&shelf);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shelf = Arc::clone(&shared);
                // A client that goes away is no fault of the server.
                thread::spawn(move || answer(&stream, &shelf));
            }
        });
        Self { port, shelf }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Puts a file with a tag there, or replaces it.
    pub fn put(&self, path: &str, content: &[u8], how: How) {
        self.put_with(path, content, how, &[("ETag", "\"first\"")]);
    }

    pub fn put_with(&self, path: &str, content: &[u8], how: How, headers: &[(&str, &str)]) {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let served = Served { content: content.to_vec(), headers, how };
        let mut kept = self.shelf.lock().unwrap();
        kept.files.retain(|(other, _)| other != path);
        kept.files.push((path.to_owned(), served));
    }

    /// The questions so far: `GET /a` or `GET /a bytes=5- "first"`.
    pub fn asked(&self) -> Vec<String> {
        self.shelf.lock().unwrap().asked.clone()
    }

    pub fn forget_asked(&self) {
        self.shelf.lock().unwrap().asked.clear();
    }
}

#[expect(clippy::too_many_lines, reason = "one answer after the other")]
fn answer(stream: &TcpStream, shelf: &Mutex<Shelf>) -> Option<()> {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let question = lines.next()?;
    let headers: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let header = |name: &str| {
        let found = headers.iter().find(|line| line.to_ascii_lowercase().starts_with(name))?;
        Some(found.split_once(": ")?.1.to_owned())
    };
    let mut words = question.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let range = header("range:");
    let served = {
        let mut shelf = shelf.lock().unwrap();
        let asked = [Some(format!("{method} {path}")), range.clone(), header("if-range:")];
        shelf.asked.push(asked.into_iter().flatten().collect::<Vec<_>>().join(" "));
        shelf.files.iter().find(|(other, _)| *other == path).map(|(_, served)| served.clone())
    };
    let mut out = stream;
    let Some(served) = served else {
        return out
            .write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            .ok();
    };
    let tag = served.headers.iter().find(|(name, _)| name == "ETag").map(|(_, tag)| tag.clone());
    let same = header("if-range:").is_none_or(|by| {
        Some(&by) == tag.as_ref()
            || served.headers.iter().any(|(name, value)| name == "Last-Modified" && *value == by)
    });
    let from = range.and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse::<usize>().ok());
    let length = served.content.len();
    let own: Vec<String> =
        served.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let own = own.concat();
    let whole = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n{own}Connection: close\r\n\r\n");
    if method == "HEAD" {
        let head = match &served.how {
            How::Status(status) => {
                format!("HTTP/1.1 {status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            }
            How::Redirect(to) => format!(
                "HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            ),
            How::SaysLength(length) => {
                format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n{own}Connection: close\r\n\r\n")
            }
            How::Silent => {
                thread::sleep(Duration::from_secs(30));
                return None;
            }
            _ => whole,
        };
        return out.write_all(head.as_bytes()).ok();
    }
    let (head, body) = match from.filter(|_| same && !matches!(served.how, How::Whole)) {
        Some(from) if from >= length => {
            return out
                .write_all(
                    b"HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                )
                .ok();
        }
        Some(from) => {
            let from = if matches!(served.how, How::WrongRange) { from + 1 } else { from };
            let rest = &served.content[from..];
            let head = format!(
                "HTTP/1.1 206 Partial Content\r\nContent-Length: {}\r\nContent-Range: bytes {from}-{}/{length}\r\n{own}Connection: close\r\n\r\n",
                rest.len(),
                length - 1
            );
            (head, rest)
        }
        None => (whole, served.content.as_slice()),
    };
    let mut say = |bytes: &[u8]| out.write_all(bytes).and_then(|()| out.flush()).ok();
    match &served.how {
        How::Well | How::Whole | How::WrongRange => say(head.as_bytes()).and_then(|()| say(body)),
        How::CutAfter(n) => say(head.as_bytes()).and_then(|()| say(&body[..body.len().min(*n)])),
        How::StallAfter(n) => {
            say(head.as_bytes()).and_then(|()| say(&body[..body.len().min(*n)]))?;
            thread::sleep(Duration::from_secs(30));
            None
        }
        How::Drip => {
            say(head.as_bytes())?;
            for byte in body {
                say(&[*byte])?;
                thread::sleep(Duration::from_millis(100));
            }
            None
        }
        How::SaysLength(_) => say(format!("HTTP/1.1 200 OK\r\n{own}Connection: close\r\n\r\n").as_bytes())
            .and_then(|()| say(body)),
        How::Status(status) => {
            say(format!("HTTP/1.1 {status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").as_bytes())
        }
        How::Redirect(to) => say(format!(
            "HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        .as_bytes()),
        How::Silent => {
            thread::sleep(Duration::from_secs(30));
            None
        }
    }
}
