//! The model file: numbers in the order of the network, little-endian, as `training/distill.py` writes them.
//!
//! ```text
//! "ABMODEL1"  8 bytes digest of all that follows; pieces, width, layers, inner width, positions: u32 each
//! u32 length of the vocabulary in bytes, the vocabulary: a piece a line, in the order of bytes
//! the table, a row a piece: a bf16 scale for each 32 values, then four bits a value, plus 8
//! positions × width f32, then the first norm: width f32 factors, width f32 offsets
//! each layer: query, key, value, out (width × width), up (inner × width), down (width × inner), two norms
//! each map: f32 scale a row, five bits a weight (see product.rs), f32 offset a row
//! ```

use super::network::{Layer, Linear, Network, Norm, Table};
use super::pieces::Pieces;
use super::product::Weights;

const MAGIC: &[u8; 8] = b"ABMODEL1";
/// Values of the table that share a scale.
const GROUP: usize = 32;

/// Bytes of the digest.
const DIGEST: usize = 8;

/// The file's digest in hex: another file, another digest.
pub fn digest(file: &[u8]) -> String {
    let digest = file.get(MAGIC.len()..MAGIC.len() + DIGEST).unwrap_or_default();
    digest.iter().map(|b| format!("{b:02x}")).collect()
}

/// Values of a vector, read without unpacking anything.
pub fn width(file: &[u8]) -> usize {
    let at = MAGIC.len() + DIGEST + 4;
    let four = file.get(at..).and_then(|rest| rest.first_chunk::<4>());
    four.map_or(0, |b| u32::from_le_bytes(*b) as usize)
}

struct Reader(&'static [u8]);

impl Reader {
    fn bytes(&mut self, len: usize) -> Option<&'static [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<usize> {
        let (four, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        usize::try_from(u32::from_le_bytes(*four)).ok()
    }

    fn floats(&mut self, len: usize) -> Option<Vec<f32>> {
        let (fours, _) = self.bytes(len.checked_mul(4)?)?.as_chunks::<4>();
        Some(fours.iter().map(|b| f32::from_le_bytes(*b)).collect())
    }

    fn norm(&mut self, width: usize) -> Option<Norm> {
        Some(Norm { factors: self.floats(width)?, offsets: self.floats(width)? })
    }

    fn linear(&mut self, rows: usize, inputs: usize) -> Option<Linear> {
        let scales = self.floats(rows)?;
        let low = self.bytes(rows * inputs / 2)?;
        let fifth = self.bytes(rows * inputs / 8)?;
        let offsets = self.floats(rows)?;
        Some(Linear::new(Weights::unpack(low, fifth, rows, inputs)?, scales, offsets))
    }

    fn layer(&mut self, width: usize, inner: usize) -> Option<Layer> {
        Some(Layer {
            query: self.linear(width, width)?,
            key: self.linear(width, width)?,
            value: self.linear(width, width)?,
            out: self.linear(width, width)?,
            up: self.linear(inner, width)?,
            down: self.linear(width, inner)?,
            norms: [self.norm(width)?, self.norm(width)?],
        })
    }
}

/// Reads a whole model file; `None` when it is not one.
pub fn read(file: &'static [u8]) -> Option<(Pieces, Network)> {
    let mut reader = Reader(file.strip_prefix(MAGIC)?);
    reader.bytes(DIGEST)?;
    let (pieces, width, layers) = (reader.number()?, reader.number()?, reader.number()?);
    let (inner, positions) = (reader.number()?, reader.number()?);
    let length = reader.number()?;
    let vocabulary = Pieces::read(std::str::from_utf8(reader.bytes(length)?).ok()?)?;
    let values = pieces.checked_mul(width)?;
    let table =
        Table { scales: reader.bytes(values / GROUP * 2)?, values: reader.bytes(values / 2)?, width, group: GROUP };
    let network = Network {
        table,
        positions: reader.floats(positions.checked_mul(width)?)?,
        norm: reader.norm(width)?,
        layers: (0..layers).map(|_| reader.layer(width, inner)).collect::<Option<_>>()?,
    };
    (reader.0.is_empty() && width.is_multiple_of(GROUP)).then_some((vocabulary, network))
}
