//! Extracts drawn by tests: a writer of OpenStreetMap PBF, as small as they need.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::must_use_candidate,
    clippy::type_complexity,
    clippy::unwrap_used,
    missing_docs,
    reason = "drawings made by tests, small and known; each test binary uses a part of it"
)]

use std::io::Write;

/// A writer of protocol buffers, as small as an extract needs.
#[derive(Default)]
pub struct Message(pub Vec<u8>);

impl Message {
    pub fn varint(&mut self, mut value: u64) -> &mut Self {
        while value >= 0x80 {
            self.0.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
        self
    }
    pub fn number(&mut self, field: u64, value: u64) -> &mut Self {
        self.varint(field << 3).varint(value)
    }
    pub fn bytes(&mut self, field: u64, bytes: &[u8]) -> &mut Self {
        self.varint(field << 3 | 2).varint(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
        self
    }
    pub fn packed(&mut self, field: u64, values: impl IntoIterator<Item = u64>) -> &mut Self {
        let mut inner = Self::default();
        for value in values {
            inner.varint(value);
        }
        self.bytes(field, &inner.0)
    }
    pub fn packed_steps(&mut self, field: u64, values: &[i64]) -> &mut Self {
        let before = std::iter::once(0).chain(values.iter().copied());
        let steps: Vec<u64> = values.iter().zip(before).map(|(v, b)| zigzag(v - b)).collect();
        self.packed(field, steps)
    }
}

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

/// The moment that extracts say they stand for: 1 December 2025, in seconds since 1970.
pub const DRAWN_ON: u64 = 1_764_547_200;

/// An extract: nodes with positions in ten-millionths of a degree, ways with tags.
#[derive(Default, Clone)]
pub struct Extract {
    pub nodes: Vec<(i64, i64, i64)>,
    pub ways: Vec<(Vec<i64>, Vec<(&'static str, &'static str)>)>,
    pub unsorted: bool,
    /// Nodes with tags.
    pub places: Vec<(i64, i64, i64, Vec<(&'static str, &'static str)>)>,
    /// Ways by number, the first being 1, with their roles; in a block of their own.
    pub relations: Vec<(Vec<(i64, &'static str)>, Vec<(&'static str, &'static str)>)>,
}

impl Extract {
    pub fn block(&self, with_nodes: bool) -> Vec<u8> {
        let mut strings = vec![""];
        let mut group = Message::default();
        if with_nodes {
            let column = |of: fn(&(i64, i64, i64)) -> i64| self.nodes.iter().map(of).collect::<Vec<_>>();
            let mut dense = Message::default();
            dense.packed_steps(1, &column(|n| n.0)).packed_steps(8, &column(|n| n.2));
            dense.packed_steps(9, &column(|n| n.1));
            group.bytes(2, &dense.0);
            for (id, lon, lat, tags) in &self.places {
                let mut node = Message::default();
                let [keys, values] = tagged(&mut strings, tags);
                node.number(1, zigzag(*id)).packed(2, keys).packed(3, values);
                node.number(8, zigzag(*lat)).number(9, zigzag(*lon));
                group.bytes(1, &node.0);
            }
        } else {
            for (id, (refs, tags)) in self.ways.iter().enumerate() {
                let [keys, values] = tagged(&mut strings, tags);
                let mut way = Message::default();
                way.number(1, id as u64 + 1).packed(2, keys).packed(3, values).packed_steps(8, refs);
                group.bytes(3, &way.0);
            }
        }
        whole_block(&strings, &group)
    }

    fn block_of_relations(&self) -> Vec<u8> {
        let mut strings = vec![""];
        let mut group = Message::default();
        for (id, (members, tags)) in self.relations.iter().enumerate() {
            let [keys, values] = tagged(&mut strings, tags);
            let roles: Vec<u64> = members.iter().map(|(_, role)| place(&mut strings, role)).collect();
            let ways: Vec<i64> = members.iter().map(|(way, _)| *way).collect();
            let mut relation = Message::default();
            relation.number(1, id as u64 + 1).packed(2, keys).packed(3, values).packed(8, roles);
            relation.packed_steps(9, &ways).packed(10, ways.iter().map(|_| 1));
            group.bytes(4, &relation.0);
        }
        whole_block(&strings, &group)
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut header = Message::default();
        header.bytes(4, b"OsmSchema-V0.6").bytes(4, b"DenseNodes");
        if !self.unsorted {
            header.bytes(5, b"Sort.Type_then_ID");
        }
        header.number(32, DRAWN_ON);
        let mut bytes = blob("OSMHeader", &header.0);
        let (nodes, ways) = (blob("OSMData", &self.block(true)), blob("OSMData", &self.block(false)));
        let relations = blob("OSMData", &self.block_of_relations());
        let mut order = vec![nodes, ways, relations];
        if self.relations.is_empty() {
            order.pop();
        }
        if self.unsorted {
            order.reverse();
        }
        bytes.extend(order.concat());
        bytes
    }
}

/// The number of a string in the table that it goes to.
fn place(strings: &mut Vec<&'static str>, string: &'static str) -> u64 {
    strings.push(string);
    strings.len() as u64 - 1
}

/// Keys and values of tags as numbers of strings.
fn tagged(strings: &mut Vec<&'static str>, tags: &[(&'static str, &'static str)]) -> [Vec<u64>; 2] {
    let keys = tags.iter().map(|(key, _)| place(strings, key)).collect();
    [keys, tags.iter().map(|(_, value)| place(strings, value)).collect()]
}

fn whole_block(strings: &[&str], group: &Message) -> Vec<u8> {
    let mut table = Message::default();
    for string in strings {
        table.bytes(1, string.as_bytes());
    }
    let mut block = Message::default();
    block.bytes(1, &table.0).bytes(2, &group.0);
    block.0
}

/// A blob of a kind, compressed.
pub fn blob(kind: &str, content: &[u8]) -> Vec<u8> {
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    zlib.write_all(content).unwrap();
    let mut blob = Message::default();
    blob.number(2, content.len() as u64).bytes(3, &zlib.finish().unwrap());
    let mut head = Message::default();
    head.bytes(1, kind.as_bytes()).number(3, blob.0.len() as u64);
    let mut bytes = (head.0.len() as u32).to_be_bytes().to_vec();
    bytes.extend(head.0);
    bytes.extend(blob.0);
    bytes
}

/// A street of five nodes, a house and a footway.
pub fn street() -> Extract {
    Extract {
        nodes: (0..5).map(|i| (10 + 3 * i, 35_000_000 + i * 1000, 445_000_000)).collect(),
        ways: vec![
            (vec![10, 13, 16, 19, 22], vec![("highway", "residential"), ("name", "Rue")]),
            (vec![10, 22], vec![("building", "yes")]),
            (vec![13, 22], vec![("highway", "footway")]),
        ],
        ..Extract::default()
    }
}
