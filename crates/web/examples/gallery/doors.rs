//! The ways in: signing in, and being welcomed.

use rowmill_web::pages::{
    chrome::{Chrome, Role},
    field::Field,
    sign_in::SignIn,
    welcome::{Purpose, Welcome},
};

use crate::{Gallery, Shown};

impl Gallery<'_> {
    pub(crate) fn doors(&self) -> Shown {
        let anonymous = Chrome { csrf: "token".into(), ..Chrome::default() };
        self.show(
            "sign-in",
            &SignIn {
                chrome: anonymous.clone(),
                email: String::new(),
                next: "/research".into(),
                error: None,
            },
        )?;
        self.show(
            "sign-in-refused",
            &SignIn {
                chrome: anonymous.clone(),
                email: "ana@example.org".into(),
                next: String::new(),
                error: Some("The e-mail and the password do not belong together. Try again, or ask an owner for a one-time link.".into()),
            },
        )?;
        let mut welcome = Welcome {
            chrome: anonymous,
            action: "/welcome/token".into(),
            purpose: Purpose::FirstAdministrator { workspace: Field::filled("Research") },
            name: Field::default(),
            email: Field::default(),
            password: Field::default(),
        };
        self.show("welcome-first", &welcome)?;
        welcome.purpose = Purpose::Invitation {
            workspace: "Ville de Besançon, données ouvertes".into(),
            role: Role::Editor,
        };
        welcome.name = Field::filled("Zoë Ångström");
        welcome.email = Field::refused("zoe@", "This is not an e-mail address. It needs a part after the @.");
        welcome.password = Field::refused("", "This password is among the most common ones. Choose another.");
        self.show("welcome-invited", &welcome)
    }
}
