//! Names every file under `assets/` after its content, compresses it ahead of time and writes the table that
//! `src/assets.rs` embeds. Nothing is read from disk, compiled or compressed while the process runs.
//!
//! Two rules beyond "a file is an asset": a folder is one asset of its name, its files joined in name order
//! (`app.css/10-tokens.css`, …), and in a `.js` file the specifier `"./other.js"` becomes the fingerprinted name.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sha2::{Digest as _, Sha256};

type Failure = Box<dyn Error>;

/// What one asset is called in the sources, and where it ends up.
struct Built {
    name: String,
    fingerprinted: String,
    digest: String,
    files: [Option<PathBuf>; 3],
}

#[expect(clippy::disallowed_methods, reason = "Cargo says in the environment where a build may write")]
fn main() -> Result<(), Failure> {
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let folder = out.join("assets");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;

    let sources = read_sources(Path::new("assets"))?;
    let mut built = BTreeMap::new();
    for name in sources.keys() {
        build(name, &sources, &folder, &mut built, &mut Vec::new())?;
    }
    fs::write(out.join("assets.rs"), table(&built)?)?;
    Ok(())
}

fn read_sources(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let mut sources = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = file_name(&path)?;
        let bytes = if path.is_dir() { join(&path)? } else { fs::read(&path)? };
        sources.insert(name, bytes);
    }
    Ok(sources)
}

fn join(folder: &Path) -> Result<Vec<u8>, Failure> {
    let mut parts: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    parts.sort();
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend(fs::read(part)?);
    }
    Ok(bytes)
}

/// Builds one asset, its imports first, since their names are part of its content.
fn build(
    name: &str,
    sources: &BTreeMap<String, Vec<u8>>,
    folder: &Path,
    built: &mut BTreeMap<String, Built>,
    above: &mut Vec<String>,
) -> Result<(), Failure> {
    if built.contains_key(name) {
        return Ok(());
    }
    if above.iter().any(|other| other == name) {
        return Err(format!("assets import each other in a circle: {} -> {name}", above.join(" -> ")).into());
    }
    let mut bytes = sources.get(name).ok_or_else(|| format!("no asset is called {name}"))?.clone();
    if name.ends_with(".js") {
        above.push(name.to_owned());
        let mut text = String::from_utf8(bytes)?;
        for import in imports(&text) {
            build(&import, sources, folder, built, above)?;
            let target = &built[&import].fingerprinted;
            text = text.replace(&format!("\"./{import}\""), &format!("\"./{target}\""));
        }
        above.pop();
        bytes = text.into_bytes();
    }
    built.insert(name.to_owned(), write(name, &bytes, folder)?);
    Ok(())
}

/// The `x.js` of each `"./x.js"` in a module.
fn imports(text: &str) -> Vec<String> {
    let mut found: Vec<String> = text
        .split("\"./")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|specifier| specifier.ends_with(".js"))
        .map(str::to_owned)
        .collect();
    found.sort();
    found.dedup();
    found
}

fn write(name: &str, bytes: &[u8], folder: &Path) -> Result<Built, Failure> {
    let mut digest = String::new();
    for byte in Sha256::digest(bytes).iter().take(4) {
        write!(digest, "{byte:02x}")?;
    }
    let (stem, extension) = name.rsplit_once('.').ok_or_else(|| format!("asset {name} has no extension"))?;
    let fingerprinted = format!("{stem}.{digest}.{extension}");

    let identity = folder.join(&fingerprinted);
    fs::write(&identity, bytes)?;
    let gzip = keep_if_smaller(&folder.join(format!("{fingerprinted}.gz")), gzip(bytes)?, bytes)?;
    let brotli = keep_if_smaller(&folder.join(format!("{fingerprinted}.br")), brotli(bytes)?, bytes)?;
    Ok(Built { name: name.to_owned(), fingerprinted, digest, files: [Some(identity), gzip, brotli] })
}

fn keep_if_smaller(path: &Path, packed: Vec<u8>, bytes: &[u8]) -> Result<Option<PathBuf>, Failure> {
    if packed.len() >= bytes.len() {
        return Ok(None);
    }
    fs::write(path, packed)?;
    Ok(Some(path.to_owned()))
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut packed = Vec::new();
    brotli::CompressorWriter::new(&mut packed, 4096, 11, 22).write_all(bytes)?;
    Ok(packed)
}

fn table(built: &BTreeMap<String, Built>) -> Result<String, Failure> {
    let mut text = String::from("static ASSETS: &[Asset] = &[\n");
    for asset in built.values() {
        let [identity, gzip, brotli] = &asset.files;
        let identity = identity.as_ref().ok_or("an asset without content")?;
        writeln!(
            text,
            "    Asset {{ name: {:?}, path: {:?}, content_type: {:?}, etag: {:?}, identity: include_bytes!({identity:?}), gzip: {}, brotli: {} }},",
            asset.name,
            format!("/assets/{}", asset.fingerprinted),
            content_type(&asset.name)?,
            format!("\"{}\"", asset.digest),
            optional(gzip.as_deref()),
            optional(brotli.as_deref()),
        )?;
    }
    text.push_str("];\n");
    Ok(text)
}

fn optional(path: Option<&Path>) -> String {
    path.map_or_else(|| "None".to_owned(), |path| format!("Some(include_bytes!({path:?}))"))
}

fn content_type(name: &str) -> Result<&'static str, Failure> {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => Ok("text/css; charset=utf-8"),
        Some("js") => Ok("text/javascript; charset=utf-8"),
        Some("svg") => Ok("image/svg+xml"),
        Some("png") => Ok("image/png"),
        Some("woff2") => Ok("font/woff2"),
        _ => Err(format!("build.rs does not know the content type of asset {name}").into()),
    }
}

fn file_name(path: &Path) -> Result<String, Failure> {
    let name = path.file_name().and_then(|name| name.to_str());
    Ok(name.ok_or_else(|| format!("{} is not a name an asset can have", path.display()))?.to_owned())
}
