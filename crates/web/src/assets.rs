//! The style sheet, the scripts and the images, embedded by `build.rs`: fingerprinted, compressed ahead of time.
//! The handler that serves them calls [`lookup`]; templates use the constants below, so that a name which is not
//! under `assets/` does not compile.

/// One embedded file with its encodings. Its path changes with its content, so it may be cached for a year.
#[derive(Debug)]
pub struct Asset {
    /// The name in the sources, such as `app.css`.
    pub name: &'static str,
    /// The path it is served at, such as `/assets/app.1b2c3d4e.css`.
    pub path: &'static str,
    /// The value of `Content-Type`.
    pub content_type: &'static str,
    /// The strong validator of the identity encoding, with its quotes (RFC 9110 §8.8.3).
    pub etag: &'static str,
    /// The bytes as they are.
    pub identity: &'static [u8],
    /// The bytes as gzip; `None` where that would not be smaller.
    pub gzip: Option<&'static [u8]>,
    /// The bytes as brotli; `None` where that would not be smaller.
    pub brotli: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The style sheet of every page.
pub const APP_CSS: &str = asset("app.css");
/// The one script every page loads; it imports the others where a page needs them.
pub const APP_JS: &str = asset("app.js");
/// The mark, for the favicon and the page header.
pub const LOGO_SVG: &str = asset("logo.svg");

/// The path an asset is served at. Use it in a `const`, where an unknown name fails the build.
///
/// # Panics
/// When no asset has that name.
pub const fn asset(name: &str) -> &'static str {
    let mut index = 0;
    while index < ASSETS.len() {
        if same(ASSETS[index].name, name) {
            return ASSETS[index].path;
        }
        index += 1;
    }
    panic!("no file under crates/web/assets has this name")
}

/// The asset served at `path` (`/assets/app.1b2c3d4e.css`), or `None` for any other path.
pub fn lookup(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}

/// Every embedded asset, in the order of names.
pub fn all() -> &'static [Asset] {
    ASSETS
}

const fn same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut index = 0;
    while index < left.len() {
        if left[index] != right[index] {
            return false;
        }
        index += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_carry_the_fingerprint_and_are_found_again() {
        let found = lookup(APP_CSS).expect("the style sheet is embedded");
        assert_eq!(found.name, "app.css");
        assert!(APP_CSS.starts_with("/assets/app.") && APP_CSS.ends_with(".css"));
        assert_eq!(found.etag.len(), 10);
    }

    #[test]
    fn a_path_with_another_fingerprint_is_not_found() {
        assert!(lookup("/assets/app.00000000.css").is_none());
        assert!(lookup("/assets/../Cargo.toml").is_none());
    }

    #[test]
    fn modules_import_each_other_by_fingerprint() {
        for module in all().iter().filter(|asset| asset.name.ends_with(".js")) {
            let text = std::str::from_utf8(module.identity).expect("modules are UTF-8");
            for specifier in text.split("\"./").skip(1).filter_map(|rest| rest.split('"').next()) {
                let path = format!("/assets/{specifier}");
                assert!(lookup(&path).is_some(), "{} imports {specifier}, which is not served", module.name);
            }
        }
    }

    #[test]
    fn compressed_forms_are_smaller() {
        for asset in all() {
            for packed in [asset.gzip, asset.brotli].into_iter().flatten() {
                assert!(packed.len() < asset.identity.len(), "{}", asset.name);
            }
        }
    }
}
