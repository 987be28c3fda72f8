//! What surrounds every page: who is signed in, where, and the message the last action left.

/// The frame of a page.
#[derive(Clone, Debug, Default)]
pub struct Chrome {
    /// Who is signed in; `None` for a visitor without a session.
    pub signed_in: Option<Visitor>,
    /// The workspace the page belongs to; `None` for pages outside any.
    pub workspace: Option<Workspace>,
    /// Every workspace the visitor may open, for the switcher.
    pub workspaces: Vec<Workspace>,
    /// The token each form carries as `csrf`.
    pub csrf: String,
    /// What the last action did.
    pub flash: Option<Flash>,
}

impl Chrome {
    /// The slug of the page's workspace; empty outside any.
    pub fn slug(&self) -> &str {
        self.workspace.as_ref().map_or("", |workspace| &workspace.slug)
    }

    /// Whether the visitor may add and refresh tables here.
    pub fn can_edit(&self) -> bool {
        self.workspace.as_ref().is_some_and(|workspace| workspace.role != Role::Viewer)
    }

    /// Whether the visitor may manage members here.
    pub fn is_owner(&self) -> bool {
        self.workspace.as_ref().is_some_and(|workspace| workspace.role == Role::Owner)
    }

    /// Whether the visitor administers the installation.
    pub fn is_admin(&self) -> bool {
        self.signed_in.as_ref().is_some_and(|visitor| visitor.is_admin)
    }
}

/// The signed-in person.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The name they gave.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
    /// Whether they administer the installation.
    pub is_admin: bool,
}

impl Visitor {
    /// The first letter of the name, for the avatar.
    pub fn initial(&self) -> String {
        self.name.trim().chars().next().unwrap_or('?').to_uppercase().collect()
    }
}

/// A workspace the visitor may open.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The name in paths and in Postgres.
    pub slug: String,
    /// The name people gave it.
    pub title: String,
    /// What the visitor may do there.
    pub role: Role,
}

/// What a member may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything, members included.
    Owner,
    /// Add, change and refresh tables.
    Editor,
    /// Read.
    Viewer,
}

impl Role {
    /// Every role, the strongest first.
    pub const ALL: [Self; 3] = [Self::Owner, Self::Editor, Self::Viewer];

    /// The value in forms: `owner`, `editor`, `viewer`.
    pub fn value(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Editor => "editor",
            Self::Viewer => "viewer",
        }
    }

    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Editor => "Editor",
            Self::Viewer => "Viewer",
        }
    }

    /// The role with its article: `an editor`.
    pub fn with_article(self) -> &'static str {
        match self {
            Self::Owner => "an owner",
            Self::Editor => "an editor",
            Self::Viewer => "a viewer",
        }
    }
}

/// A message shown once, after an action.
#[derive(Clone, Debug)]
pub struct Flash {
    /// Its tone.
    pub kind: FlashKind,
    /// One or two sentences.
    pub text: String,
}

/// The tone of a [`Flash`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlashKind {
    /// It worked.
    Done,
    /// It is worth knowing.
    Notice,
    /// It did not work.
    Problem,
}

impl FlashKind {
    /// The style of the message.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Done => "good",
            Self::Notice => "note",
            Self::Problem => "bad",
        }
    }
}
