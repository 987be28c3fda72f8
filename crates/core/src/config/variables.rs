//! Every variable the processes read. README.md and `.env.example` are checked against this list.

/// One documented variable.
#[derive(Debug, Clone, Copy)]
pub struct Variable {
    /// As it stands in the environment.
    pub name: &'static str,
    /// Which processes read it.
    pub read_by: &'static str,
    /// What holds when it is not set; `"required"` where nothing does.
    pub default: &'static str,
    /// What it means, with its unit.
    pub meaning: &'static str,
}

const fn v(
    name: &'static str,
    read_by: &'static str,
    default: &'static str,
    meaning: &'static str,
) -> Variable {
    Variable { name, read_by, default, meaning }
}

/// The list.
pub const VARIABLES: &[Variable] = &[
    v("DATABASE_URL", "all", "required", "Postgres 15 to 18: `postgres://user:password@host:5432/rowmill`"),
    v("DATABASE_POOL", "all", "8", "connections to Postgres a process may hold"),
    v("REDIS_URL", "all", "required", "Redis 7 or Valkey 8: `redis://:password@host:6379/0`"),
    v("REDIS_POOL", "all", "8", "connections to Redis a process may hold"),
    v("REDIS_PREFIX", "all", "rowmill", "put before every key"),
    v("HOST", "all", "0.0.0.0", "address to listen on"),
    v(
        "STATELESS",
        "all",
        "best-effort",
        "read-only file system by Landlock: `enforce`, `best-effort`, `off`",
    ),
    v(
        "SCRATCH_DIR",
        "all",
        "the system's",
        "the one folder a process may write in; emptied as each job ends",
    ),
    v("RUST_LOG", "all", "info", "what to log, as `tracing` directives"),
    v("PORT", "web", "5000", "port of the pages; 0 picks a free one"),
    v(
        "OPS_PORT",
        "worker, clock",
        "PORT, else 9464",
        "port of `/healthz`, `/readyz`, `/metrics`; 0 picks a free one",
    ),
    v(
        "PUBLIC_URL",
        "web, admin",
        "http://localhost:PORT",
        "where people reach Rowmill; https turns on Secure cookies and HSTS",
    ),
    v(
        "SECRET_KEY",
        "web",
        "required",
        "64 random hexadecimal digits that sign cookies; `new,old` during a rotation",
    ),
    v("SESSION_URL", "web", "REDIS_URL", "where sessions live: `redis://…` or `memcache://host:11211`"),
    v("SESSION_IDLE_SECONDS", "web", "43200", "seconds after which an unused session ends"),
    v("SESSION_ABSOLUTE_SECONDS", "web", "1209600", "seconds after which any session ends"),
    v("UPLOAD_MAX_BYTES", "web", "10737418240", "bytes one upload may have"),
    v("TRUSTED_PROXIES", "web", "0", "proxies in front that append to `X-Forwarded-For`"),
    v(
        "API_REQUESTS_PER_MINUTE",
        "web",
        "600",
        "requests of the read API that a token, or an address without one, may make; 0: any number",
    ),
    v("METRICS_TOKEN", "web", "none", "bearer token that `/metrics` then demands"),
    v("SCHEDULE_MIN_SECONDS", "web, clock", "60", "seconds that must lie between two slots of a schedule"),
    v(
        "WORKER_LANES",
        "worker",
        "4:interactive=4,small=2,big=1",
        "slots of a worker, and how many each lane may take",
    ),
    v(
        "RUN_LEASE_SECONDS",
        "worker",
        "15",
        "seconds a claimed run may be silent before another worker gets it",
    ),
    v(
        "SHUTDOWN_GRACE_SECONDS",
        "worker",
        "15",
        "seconds runs may go on after SIGTERM before they are handed back",
    ),
    v(
        "FETCH_ALLOW_CIDRS",
        "worker",
        "none",
        "private ranges that may be fetched: `10.1.0.0/16,198.51.100.7/32:8080`",
    ),
    v("FETCH_MAX_BYTES", "worker", "21474836480", "bytes one download may have"),
    v("FETCH_MAX_INFLATED_BYTES", "worker", "107374182400", "bytes a file may have after decompression"),
    v("FETCH_CONNECT_SECONDS", "worker", "10", "seconds to connect"),
    v("FETCH_HEADER_SECONDS", "worker", "60", "seconds to the end of the response headers"),
    v("FETCH_IDLE_SECONDS", "worker", "60", "seconds of silence within a body"),
    v("FETCH_TOTAL_SECONDS", "worker", "14400", "seconds for one whole download"),
    v("FETCH_MAX_REDIRECTS", "worker", "5", "redirects followed"),
    v("FETCH_PER_HOST", "worker", "4", "runs that may fetch from one host at once"),
    v("CLOCK_TICK_MS", "clock", "1000", "milliseconds between two rounds of the quick duties"),
    v("KEEP_VERSIONS", "clock", "100", "newest versions of a table that keep their rows, however old"),
    v(
        "KEEP_VERSIONS_SECONDS",
        "clock",
        "31536000",
        "seconds a version keeps its rows after another took its place, however many there are",
    ),
    v("KEEP_RUNS_SECONDS", "clock", "7776000", "seconds finished runs without a version are kept"),
];
