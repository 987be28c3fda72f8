//! Web processes of one installation, and the people and workspaces in it.

use std::net::TcpListener;

use deadpool_redis::redis::AsyncCommands;
use rowmill_core::{
    config::{Env, WebConfig},
    database::install_crypto,
    lifecycle::StatelessStatus,
    model::{Role, UserId, WorkspaceId},
    store::{members, users, workspaces},
    table,
};
use rowmill_web::{app, password::Hasher, state::App};
use testkit::TestDatabase;
use tokio_util::sync::CancellationToken;

use crate::browser::Browser;

pub(crate) const KEY: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
pub(crate) const PASSWORD: &str = "correct horse battery";

/// An installation with one web process, or more.
pub(crate) struct TestApp {
    pub(crate) base: String,
    pub(crate) app: App,
    settings: Vec<(String, String)>,
    servers: Vec<actix_web::dev::ServerHandle>,
    database: TestDatabase,
}

impl TestApp {
    pub(crate) async fn start() -> Self {
        Self::with(&[]).await
    }

    /// With these variables on top of the usual ones.
    pub(crate) async fn with(extra: &[(&str, &str)]) -> Self {
        install_crypto();
        let database = TestDatabase::new().await;
        let (redis, prefix) = (testkit::service("TEST_REDIS_URL"), testkit::redis_prefix());
        let usual = [
            ("DATABASE_URL", database.url()),
            ("REDIS_URL", &redis),
            ("REDIS_PREFIX", &prefix),
            ("SECRET_KEY", KEY),
            ("STATELESS", "off"),
            ("DATABASE_POOL", "4"),
            ("REDIS_POOL", "4"),
        ];
        let settings: Vec<_> = usual
            .iter()
            .chain(extra)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let (base, app, server) = serve(&settings);
        Self { base, app, settings, servers: vec![server], database }
    }

    /// Another web process of this installation, with these variables changed; its address.
    pub(crate) fn another(&mut self, changed: &[(&str, &str)]) -> String {
        let mut settings = self.settings.clone();
        settings.extend(changed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let (base, _, server) = serve(&settings);
        self.servers.push(server);
        base
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.base)
    }

    pub(crate) async fn sql(&self) -> deadpool_postgres::tokio_postgres::Client {
        self.database.connect().await
    }

    pub(crate) async fn client(&self) -> deadpool_postgres::Client {
        self.app.database.get().await.expect("a connection")
    }

    /// Adds a person whose password is [`PASSWORD`].
    pub(crate) async fn user(&self, email: &str) -> UserId {
        self.person(email, false).await
    }

    pub(crate) async fn administrator(&self, email: &str) -> UserId {
        self.person(email, true).await
    }

    async fn person(&self, email: &str, is_administrator: bool) -> UserId {
        let turn = Hasher::new().turn().await.expect("a turn");
        let hash = turn.hash(PASSWORD.to_owned()).await.expect("hashed");
        let added = users::insert(&self.client().await, email, "Test Person", &hash, is_administrator).await;
        added.expect("inserted").expect("a new address")
    }

    /// Adds a workspace with these members.
    pub(crate) async fn workspace(&self, slug: &str, people: &[(UserId, Role)]) -> WorkspaceId {
        let client = self.client().await;
        let name = slug.parse().expect("a valid slug");
        let id = workspaces::insert(&client, &name, slug).await.expect("inserted").expect("a new slug");
        table::create_workspace_schemas(&client, id, slug).await.expect("schemas");
        for (user, role) in people {
            members::set_role(&client, id, *user, *role).await.expect("a member");
        }
        id
    }

    /// A browser in which this person is signed in.
    pub(crate) async fn signed_in(&self, email: &str) -> Browser {
        let browser = self.browser();
        let answer = browser.sign_in(email, PASSWORD).await;
        assert_eq!(answer.status, 303, "signing {email} in: {}", answer.body);
        browser
    }

    /// As if a minute had passed since the last failed sign-in.
    pub(crate) async fn forget_failures(&self) {
        let mut connection = self.app.redis.get().await.expect("Redis");
        let pattern = self.app.redis.keys.sign_in_attempts("*");
        let keys: Vec<String> = connection.keys(pattern).await.expect("keys");
        if !keys.is_empty() {
            connection.del::<_, ()>(keys).await.expect("deleted");
        }
    }

    /// Ends the web processes; the database can be dropped then.
    pub(crate) async fn stop(self) {
        self.app.stop.cancel();
        for server in &self.servers {
            server.stop(false).await;
        }
    }
}

fn serve(settings: &[(String, String)]) -> (String, App, actix_web::dev::ServerHandle) {
    let config = WebConfig::from_env(Env::from_pairs(settings.to_vec())).expect("a valid configuration");
    let app = App::new(config, StatelessStatus::Off, CancellationToken::new()).expect("an application");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let server = app::serve(app.clone(), listener).expect("a server");
    let handle = server.handle();
    actix_web::rt::spawn(server);
    (base, app, handle)
}
