//! Pages of errors.

use rowmill_web::pages::{
    chrome::{Chrome, Role},
    error::ErrorPage,
};

use crate::{Gallery, Shown, chrome::chrome};

impl Gallery<'_> {
    pub(crate) fn errors(&self) -> Shown {
        for status in [403, 404, 429, 500, 503] {
            let page = ErrorPage {
                chrome: if status == 404 { chrome(Role::Viewer) } else { Chrome::default() },
                status,
                message: None,
                request_id: (status >= 500).then(|| "0199f7c2-8d1e-7a44".into()),
                retry_after: (status == 429).then_some(30),
            };
            self.show(&format!("error-{status}"), &page)?;
        }
        Ok(())
    }
}
