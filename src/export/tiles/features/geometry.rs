//! The commands that draw a shape: made once for all tiles, since only its first point depends on the tile.

use i_overlay::i_float::int::point::IntPoint;

use super::encode::add_varint;

const MOVE_TO: u64 = 1;
const LINE_TO: u64 = 2;
const CLOSE: u64 = 7;

/// A shape to be drawn: where it begins, and the commands after that.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drawn<'a> {
    pub(super) first: IntPoint,
    /// Empty for a point.
    pub(super) rest: &'a [u8],
}

/// Writes the commands that move to the first point of a shape, in the steps of its tile.
pub(super) fn add_start(out: &mut Vec<u8>, x: i32, y: i32) {
    add_command(out, MOVE_TO, 1);
    add_step(out, x);
    add_step(out, y);
}

/// Writes the commands after the first point of the first ring. Rings are not closed by a point and have two at least.
pub(super) fn add_rest(out: &mut Vec<u8>, rings: &[Vec<IntPoint>]) {
    let mut last: Option<IntPoint> = None;
    for ring in rings {
        let Some((first, rest)) = ring.split_first() else { continue };
        if let Some(last) = last {
            add_start(out, first.x - last.x, first.y - last.y);
        }
        add_command(out, LINE_TO, rest.len());
        let mut at = *first;
        for point in rest {
            add_step(out, point.x - at.x);
            add_step(out, point.y - at.y);
            at = *point;
        }
        add_command(out, CLOSE, 1);
        last = Some(at);
    }
}

/// The rings that commands draw; the inverse of [`add_rest`].
pub(super) fn rings(drawn: Drawn<'_>) -> Vec<Vec<IntPoint>> {
    let mut bytes = drawn.rest;
    let (mut rings, mut ring, mut at) = (Vec::new(), vec![drawn.first], drawn.first);
    while !bytes.is_empty() {
        let command = varint(&mut bytes);
        match command & 7 {
            CLOSE => rings.push(std::mem::take(&mut ring)),
            _ => {
                for _ in 0..command >> 3 {
                    at = IntPoint::new(at.x + step(&mut bytes), at.y + step(&mut bytes));
                    ring.push(at);
                }
            }
        }
    }
    rings
}

fn add_command(out: &mut Vec<u8>, id: u64, count: usize) {
    add_varint(out, id | (count as u64) << 3);
}

/// A step, so that small ones of either sign are short.
fn add_step(out: &mut Vec<u8>, step: i32) {
    add_varint(out, u64::from(((step << 1) ^ (step >> 31)).cast_unsigned()));
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let (mut number, mut shift) = (0, 0);
    while let Some((byte, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if *byte < 0x80 {
            break;
        }
    }
    number
}

fn step(bytes: &mut &[u8]) -> i32 {
    let number = u32::try_from(varint(bytes)).unwrap_or_default();
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rings_come_back_as_they_were() {
        let ring =
            |points: &[(i32, i32)]| points.iter().map(|(x, y)| IntPoint::new(*x, *y)).collect::<Vec<_>>();
        let given = [
            ring(&[(5, -7), (70_000, -7), (70_000, 1 << 25), (4, 9)]),
            ring(&[(6, 6), (8, 6), (8, 9)]),
            ring(&[(-90, 0), (3, 3)]),
        ];
        let mut rest = Vec::new();
        add_rest(&mut rest, &given);
        assert_eq!(rings(Drawn { first: given[0][0], rest: &rest }), given);
        assert_eq!(rings(Drawn { first: given[0][0], rest: &[] }), Vec::<Vec<IntPoint>>::new());
    }
}
