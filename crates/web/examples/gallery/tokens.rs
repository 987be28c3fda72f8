//! Tokens of programs.

use rowmill_web::pages::{
    chrome::Role,
    field::Field,
    tokens::{FreshToken, Token, Tokens},
};

use crate::{
    Gallery, HOSTILE, Shown,
    chrome::chrome,
    when::{ago, ahead},
};

impl Gallery<'_> {
    pub(crate) fn tokens(&self) -> Shown {
        let token = |id: &str, name: &str, table: Option<&str>, is_over| Token {
            id: id.into(),
            name: name.into(),
            ending: "4PMb".into(),
            scope: "Read",
            table: table.map(Into::into),
            maker: "Ana Pérez".into(),
            created: ago(60 * 24 * 30),
            used: table.is_none().then(|| ago(3)),
            expires: Some(if is_over { ago(60) } else { ahead(60 * 24 * 60) }),
            is_over,
        };
        let page = Tokens {
            chrome: chrome(Role::Owner),
            tokens: vec![
                token("1", "The map on the front page", None, false),
                token("2", HOSTILE, Some("air_quality"), false),
                token("3", "An old script", Some("air_quality"), true),
            ],
            fresh: Some(FreshToken {
                name: "The map on the front page".into(),
                text: "rwm_w_0123456789ABCDEFGHIJKLMNOPQRST4PMbyp".into(),
            }),
            api: "https://rowmill.example.org/api/statistics".into(),
            name: Field::default(),
            table: Field::refused(
                "air",
                "Statistics has no table of this name. The name is the last part of its address.",
            ),
            scope: "read",
            days: "90",
        };
        self.show("tokens", &page)?;
        self.show("tokens-none", &Tokens { tokens: Vec::new(), fresh: None, table: Field::default(), ..page })
    }
}
