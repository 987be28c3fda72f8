//! Members of a workspace, and one's own account.

use rowmill_web::pages::{
    account::Account,
    chrome::Role,
    field::Field,
    members::{FreshLink, Invitation, Member, Members},
};

use crate::{
    Gallery, HOSTILE, Shown,
    chrome::chrome,
    when::{ago, ahead},
};

impl Gallery<'_> {
    pub(crate) fn people(&self) -> Shown {
        let member = |id: &str, name: &str, email: &str, role, is_you| Member {
            id: id.into(),
            name: name.into(),
            email: email.into(),
            role,
            joined: ago(60 * 24 * 40),
            is_you,
            is_last_owner: role == Role::Owner,
        };
        self.show(
            "members",
            &Members {
                chrome: chrome(Role::Owner),
                members: vec![
                    member("1", "Ana Pérez", "ana@example.org", Role::Owner, true),
                    member("2", HOSTILE, "mallory@example.org", Role::Editor, false),
                    member(
                        "3",
                        "山田 太郎",
                        "taro.yamada.with.a.rather.long.address@statistics.example.org",
                        Role::Viewer,
                        false,
                    ),
                ],
                invitations: vec![Invitation {
                    id: "9".into(),
                    email: "lea@example.org".into(),
                    role: Role::Viewer,
                    expires: ahead(55),
                }],
                fresh_link: Some(FreshLink {
                    url: "https://rowmill.example.org/welcome/3fq8ZtLw0aVhB2kcJxY7nD5eRm1uGs9p".into(),
                    email: "lea@example.org".into(),
                    expires: ahead(59),
                }),
                email: Field::default(),
            },
        )?;
        self.show(
            "account",
            &Account {
                chrome: chrome(Role::Owner),
                current: Field::refused("", "This is not your present password."),
                password: Field::default(),
            },
        )
    }
}
