//! The pages without a browser: a visitor with cookies who reads pages, fills in forms and follows redirects.

mod events;
mod form;
mod html;
mod page;
mod visitor;

use std::sync::OnceLock;

pub use events::{Event, Events};
pub use form::Form;
pub use page::Page;
pub use visitor::{PASSWORD, Visitor};

/// An HTTP client that follows no redirect and uses no proxy.
///
/// # Errors
/// When it cannot be built.
pub(crate) fn plain_client() -> anyhow::Result<reqwest::Client> {
    static PROVIDER: OnceLock<()> = OnceLock::new();
    PROVIDER.get_or_init(rowmill_core::database::install_crypto);
    Ok(reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(std::time::Duration::from_secs(60))
        .build()?)
}
