//! Exact decimals of any width.

use arrow_array::{ArrowPrimitiveType, PrimitiveArray};
use arrow_buffer::{ArrowNativeType, NullBuffer, i256};

use super::leaf::leaf;
use super::{Cells, Fault};

/// Bytes of a number beyond which nobody calculates: about 2,400 digits. Converting costs the square of the length.
const MAX_BYTES: usize = 1000;

/// Decimal digits of a limb of a long number.
const LIMB_DIGITS: usize = 9;
const LIMB: u64 = 1_000_000_000;

/// The decimals of an array of 128 or 256 bits.
pub(super) fn wide<T>(array: &PrimitiveArray<T>, nulls: Option<NullBuffer>, scale: i32) -> Box<dyn Cells>
where
    T: ArrowPrimitiveType,
    T::Native: ArrowNativeType + Into<i256>,
{
    let values = array.clone();
    leaf(nulls, false, move |row, out| {
        let value: i256 = values.value(row).into();
        match value.to_i128() {
            Some(value) => push(value, scale, out),
            None => push_digits(&value.to_string(), scale, out),
        }
        Ok(())
    })
}

pub(super) fn push(value: i128, scale: i32, out: &mut String) {
    match i64::try_from(value) {
        Ok(value) => push_digits(&value.to_string(), scale, out),
        Err(_) => push_digits(&value.to_string(), scale, out),
    }
}

/// A number in two's complement, most significant byte first.
pub(super) fn push_bytes(value: &[u8], scale: i32, out: &mut String) -> Result<(), Fault> {
    let negative = value.first().is_some_and(|byte| *byte >= 0x80);
    if value.len() > MAX_BYTES {
        return Err(Fault::TooLong);
    }
    if value.len() <= 16 {
        let mut bytes = if negative { [0xFF; 16] } else { [0; 16] };
        bytes[16 - value.len()..].copy_from_slice(value);
        push(i128::from_be_bytes(bytes), scale, out);
        return Ok(());
    }
    push_digits(&long(value, negative), scale, out);
    Ok(())
}

/// Converts byte by byte from base 256 to base 10⁹.
fn long(value: &[u8], negative: bool) -> String {
    let mut limbs: Vec<u64> = vec![0];
    for byte in value {
        let byte = if negative { !byte } else { *byte };
        multiply_add(&mut limbs, 256, byte.into());
    }
    if negative {
        multiply_add(&mut limbs, 1, 1);
    }
    let mut text = if negative { "-".to_owned() } else { String::new() };
    for (at, limb) in limbs.iter().rev().enumerate() {
        let digits = if at == 0 { limb.to_string() } else { format!("{limb:0LIMB_DIGITS$}") };
        text.push_str(&digits);
    }
    text
}

fn multiply_add(limbs: &mut Vec<u64>, factor: u64, mut carry: u64) {
    for limb in limbs.iter_mut() {
        let value = *limb * factor + carry;
        *limb = value % LIMB;
        carry = value / LIMB;
    }
    if carry > 0 {
        limbs.push(carry);
    }
}

/// Puts the point `scale` digits from the right, or zeros after the digits where the scale is negative.
fn push_digits(number: &str, scale: i32, out: &mut String) {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    out.push_str(sign);
    let Ok(scale) = usize::try_from(scale) else {
        out.push_str(digits);
        if digits != "0" {
            out.extend(std::iter::repeat_n('0', scale.unsigned_abs() as usize));
        }
        return;
    };
    if scale == 0 {
        out.push_str(digits);
    } else if digits.len() > scale {
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        out.push_str(whole);
        out.push('.');
        out.push_str(fraction);
    } else {
        out.push_str("0.");
        out.extend(std::iter::repeat_n('0', scale - digits.len()));
        out.push_str(digits);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: i128, scale: i32) -> String {
        let mut out = String::new();
        push(value, scale, &mut out);
        out
    }

    #[test]
    fn the_point_stands_where_the_scale_says() {
        assert_eq!(text(12345, 2), "123.45");
        assert_eq!(text(-5, 3), "-0.005");
        assert_eq!(text(0, 2), "0.00");
        assert_eq!(text(7, 0), "7");
        assert_eq!(text(-7, -3), "-7000");
        assert_eq!(text(0, -3), "0");
        assert_eq!(text(i128::MIN, 38), "-1.70141183460469231731687303715884105728");
    }

    #[test]
    fn bytes_of_any_length() {
        let bytes = |value: &[u8]| {
            let mut out = String::new();
            push_bytes(value, 0, &mut out).expect("any bytes are a number");
            out
        };
        assert_eq!(bytes(&[]), "0");
        assert_eq!(bytes(&[0xFF]), "-1");
        assert_eq!(bytes(&[0x01, 0x00]), "256");
        assert_eq!(bytes(&[0xFF; 40]), "-1");
        let mut two_to_the_160 = [0; 21];
        two_to_the_160[0] = 1;
        assert_eq!(bytes(&two_to_the_160), "1461501637330902918203684832716283019655932542976");
        let mut lowest = [0; 20];
        lowest[0] = 0x80;
        assert_eq!(bytes(&lowest), "-730750818665451459101842416358141509827966271488");
    }
}
