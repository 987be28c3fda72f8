//! `scripts/bench tabular`: how fast files are read, next to others in the same run.
mod clock;
mod files;
mod reading;

use std::time::Duration;
use tabular::input::Bytes;

fn median(times: &mut [Duration]) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let scale: f64 = args.iter().find_map(|a| a.parse().ok()).unwrap_or(1.0);
    for shape in files::SHAPES {
        if args.iter().any(|a| files::SHAPES.iter().any(|s| s.name == a))
            && !args.iter().any(|a| a == shape.name)
        {
            continue;
        }
        let text = shape.text(scale);
        let mb = text.len() as f64 / 1e6;
        let file = Bytes::whole(text.as_bytes());
        let (mut p, mut pi, mut i, mut c) = (vec![], vec![], vec![], vec![]);
        for _ in 0..5 {
            p.push(reading::parse(&file)?);
            c.push(reading::parse_csv(text.as_bytes())?);
            let (all, inf) = reading::parse_and_infer(&file)?;
            pi.push(all);
            i.push(inf);
        }
        let (p, pi, i, c) = (median(&mut p), median(&mut pi), median(&mut i), median(&mut c));
        println!(
            "{:8} {mb:.0} MB: parse {:.0} MB/s, infer {:.0}, parse+infer {:.0}; csv {:.0}, csv+infer {:.0}; ratio parse {:.2} parse+infer {:.2}",
            shape.name,
            mb / p,
            mb / i,
            mb / pi,
            mb / c,
            mb / (c + i),
            c / p,
            (c + i) / pi
        );
    }
    Ok(())
}
