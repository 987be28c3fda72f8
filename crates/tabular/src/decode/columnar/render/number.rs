//! Integers and floating-point numbers.

use std::fmt::Display;
use std::fmt::Write;

use super::Fault;
use crate::kind::binary_float;

pub(super) fn push(value: impl Display, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = write!(out, "{value}");
}

/// The shortest text that reads back as the same number of 64 bits.
pub(super) fn push_double(value: f64, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = binary_float::write(value, out);
}

/// The shortest text that reads back as the same number of 32 bits. Where that text would be another number when
/// printed by Postgres in 64 bits, that of 64 bits.
pub(super) fn push_single(value: f32, out: &mut String) {
    let shortest = if value.is_finite() {
        format!("{value:e}").parse().unwrap_or_else(|_| value.into())
    } else {
        value.into()
    };
    push_double(shortest, out);
}

/// A number of 16 bits in little-endian bytes, in the shortest text that reads back as the same.
pub(super) fn push_half(value: &[u8], out: &mut String) -> Result<(), Fault> {
    let bits = value.try_into().map_or(0, u16::from_le_bytes);
    let exact = half(bits);
    let text = shortest_half(bits, exact);
    push_double(text, out);
    Ok(())
}

/// The number of these 16 bits, which is exact in 64 (IEEE 754-2019 §3.4).
fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let exponent = i32::from(bits >> 10 & 31);
    let fraction = f64::from(bits & 1023);
    sign * match exponent {
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        0 => fraction * 2_f64.powi(-24),
        _ => (1024.0 + fraction) * 2_f64.powi(exponent - 25),
    }
}

/// The decimal of fewest digits that is nearer to this number than to its neighbours.
fn shortest_half(bits: u16, exact: f64) -> f64 {
    if !exact.is_finite() || exact == 0.0 {
        return exact;
    }
    let magnitude = bits & 0x7FFF;
    let above = if magnitude == 0x7BFF { 65536.0 } else { half(magnitude + 1) };
    let (below, own) = (half(magnitude - 1), exact.abs());
    for digits in 0..17 {
        let Ok(candidate) = format!("{own:.digits$e}").parse::<f64>() else { break };
        if candidate > (below + own) / 2.0 && candidate < (own + above) / 2.0 {
            return candidate.copysign(exact);
        }
    }
    exact
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_width_has_its_own_shortest_text() {
        let single = |value| {
            let mut out = String::new();
            push_single(value, &mut out);
            out
        };
        assert_eq!(single(0.1), "0.1");
        assert_eq!(single(16_777_216.0), "16777216");
        assert_eq!(single(f32::MIN_POSITIVE), "1.1754944e-38");
        assert_eq!(single(f32::NEG_INFINITY), "-Infinity");
        let halves = |bits: u16| {
            let mut out = String::new();
            push_half(&bits.to_le_bytes(), &mut out).expect("any two bytes are a number");
            out
        };
        let texts = [0x3C00, 0x2E66, 0x7BFF, 0x0001, 0x8000, 0xFC00, 0x7E00, 0x4248].map(halves);
        assert_eq!(texts, ["1", "0.1", "65500", "6e-08", "-0", "-Infinity", "NaN", "3.14"]);
    }

    #[test]
    fn every_half_reads_back() {
        for bits in (0..0x7C00_u16).chain(0x8000..0xFC00) {
            let shortest = shortest_half(bits, half(bits));
            let nearest = |other: u16| (half(other) - shortest).abs();
            let neighbours = [bits.saturating_sub(1), bits, (bits + 1).min(0xFBFF)];
            let best = neighbours.into_iter().min_by(|a, b| nearest(*a).total_cmp(&nearest(*b)));
            assert_eq!(best, Some(bits), "{bits:04x} as {shortest}");
        }
    }
}
