//! Which lanes a worker serves, and how many of its slots each may take.

use std::str::FromStr;

use crate::model::Lane;

/// The slots of one worker process, shared by its lanes.
///
/// Caps that add up to more than `slots` lend idle slots: with four slots and `interactive=4,small=2,big=1` no mix of
/// refreshes can keep a preview waiting, and an idle worker still loads two small files and a big one at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneConfig {
    /// Runs this process works on at once.
    pub slots: usize,
    /// Lanes in order of priority, each with the most slots it may take.
    pub caps: Vec<(Lane, usize)>,
}

impl Default for LaneConfig {
    fn default() -> Self {
        Self { slots: 4, caps: vec![(Lane::Interactive, 4), (Lane::Small, 2), (Lane::Big, 1)] }
    }
}

impl FromStr for LaneConfig {
    type Err = ();

    /// `4:interactive=4,small=2,big=1`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (slots, caps) = text.split_once(':').ok_or(())?;
        let slots = slots.trim().parse().ok().filter(|n| (1..=256).contains(n)).ok_or(())?;
        let caps: Vec<(Lane, usize)> = caps
            .split(',')
            .map(|pair| {
                let (lane, cap) = pair.split_once('=').ok_or(())?;
                let cap = cap.trim().parse().map_err(|_| ())?;
                Ok((lane.trim().parse().map_err(|_| ())?, cap))
            })
            .collect::<Result<_, ()>>()?;
        if caps.iter().any(|(_, cap)| *cap == 0) { Err(()) } else { Ok(Self { slots, caps }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_can_be_written_out() {
        assert_eq!("4:interactive=4,small=2,big=1".parse(), Ok(LaneConfig::default()));
    }

    #[test]
    fn unknown_lanes_and_empty_caps_are_refused() {
        for text in ["4", "0:small=1", "4:tiny=1", "4:small=0", "4:small"] {
            assert!(text.parse::<LaneConfig>().is_err(), "{text}");
        }
    }
}
