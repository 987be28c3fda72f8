//! What went wrong, and what to do about it.

use rowmill_web::pages::problem::Problem;

use crate::HOSTILE;

pub(crate) fn html_problem() -> Problem {
    Problem {
        title: "The address answered with a web page, not with data".into(),
        detail:
            "The server said text/html, and the first bytes are those of an HTML document titled “Log in”."
                .into(),
        place: None,
        value: Some(format!("<!DOCTYPE html>\n<html><head><title>Log in</title>{HOSTILE}")),
        next: vec![
            "Look for a “download” or “export” link on that page and copy its address.".into(),
            "If the file needs a log-in, download it and upload it here.".into(),
        ],
    }
}

pub(crate) fn gone() -> Problem {
    Problem {
        title: "The source is gone: HTTP 404".into(),
        detail: "data.example.org answered 404 Not Found to the last 3 runs.".into(),
        place: None,
        value: None,
        next: vec![
            "Check whether the publisher moved the file, and put the new address into the settings.".into(),
        ],
    }
}

pub(crate) fn quote() -> Problem {
    Problem {
        title: "A quote is opened and never closed".into(),
        detail: "The rest of the file, 812 MB, would be one value.".into(),
        place: Some("line 4,211,870, column remark".into()),
        value: Some("FR25047;2026-11-02T04:00;\"capteur en panne, voir note".into()),
        next: vec![
            "Ask the publisher to correct that line, or choose “no quotes” in the layout of the source."
                .into(),
        ],
    }
}
