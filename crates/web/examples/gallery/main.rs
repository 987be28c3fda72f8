//! Renders every page in several states to a folder, with the assets, so that they can be looked at through any
//! static file server: `cargo run -p rowmill-web --example gallery -- /tmp/gallery`.

mod adding;
mod chrome;
mod doors;
mod errors;
mod findings;
mod history;
mod homes;
mod ops;
mod people;
mod problems;
mod progress;
mod rows;
mod runs;
mod settings;
mod tables;
mod tokens;
mod when;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use askama::Template;
use rowmill_web::assets;

/// A text that would do harm if a page took it for markup.
const HOSTILE: &str = "<script>alert('x')</script>";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("usage: gallery FOLDER")?);
    fs::create_dir_all(folder.join("assets"))?;
    for asset in assets::all() {
        fs::write(folder.join(asset.path.trim_start_matches('/')), asset.identity)?;
    }
    let gallery = Gallery { folder: &folder };
    gallery.doors()?;
    gallery.homes()?;
    gallery.adding()?;
    gallery.tables()?;
    gallery.history()?;
    gallery.settings()?;
    gallery.runs()?;
    gallery.people()?;
    gallery.tokens()?;
    gallery.ops()?;
    gallery.errors()
}

struct Gallery<'a> {
    folder: &'a Path,
}

type Shown = Result<(), Box<dyn std::error::Error>>;

impl Gallery<'_> {
    fn show(&self, name: &str, page: &impl Template) -> Shown {
        fs::write(self.folder.join(format!("{name}.html")), page.render()?)?;
        Ok(())
    }
}
