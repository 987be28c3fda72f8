//! Who looks, and from where.

use rowmill_web::pages::chrome::{Chrome, Role, Visitor, Workspace};

pub(crate) fn chrome(role: Role) -> Chrome {
    let workspace = |slug: &str, title: &str| Workspace { slug: slug.into(), title: title.into(), role };
    Chrome {
        signed_in: Some(Visitor {
            name: "Ana Pérez".into(),
            email: "ana@example.org".into(),
            is_admin: role == Role::Owner,
        }),
        workspace: Some(match role {
            Role::Viewer => workspace("besancon", "Ville de Besançon, données ouvertes"),
            _ => workspace("research", "Research"),
        }),
        workspaces: vec![
            workspace("research", "Research"),
            workspace("besancon", "Ville de Besançon, données ouvertes"),
        ],
        csrf: "token".into(),
        flash: None,
    }
}
