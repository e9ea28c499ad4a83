//! How somebody or something is reached: telephone, mail, web and network addresses.

mod fold;
mod local;
mod mail;
mod net;
mod phone;
mod web;

#[cfg(test)]
mod tests;

pub(crate) use fold::{fold, letters};

use super::{Family, Fault, Kind, Settings};

/// The kinds of this family.
pub static KINDS: &[Kind] = &[
    phone::PHONE,
    phone::FAX,
    mail::EMAIL,
    mail::USERNAME,
    web::URL,
    web::HOSTNAME,
    net::IPV4,
    net::IPV6,
    net::MAC,
];

/// What the kinds of this family have in common.
const BLANK: Kind = Kind { family: Family::Contact, ..Kind::BLANK };

/// Names that are kept for documentation and never delivered to: RFC 2606 and RFC 6761.
const RESERVED: [&str; 6] = ["example.com", "example.net", "example.org", "example", "test", "invalid"];

/// Whether a host name lies at or under a reserved name.
fn is_reserved_host(host: &str) -> bool {
    let host = host.trim_end_matches('.').as_bytes();
    RESERVED.iter().any(|name| {
        let under = host.len().checked_sub(name.len()).map(|at| host.split_at(at));
        under.is_some_and(|(rest, end)| {
            matches!(rest.last(), None | Some(b'.')) && end.eq_ignore_ascii_case(name.as_bytes())
        })
    })
}

/// Whether a text is a host name: labels of letters, digits and inner hyphens.
fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.len() <= 253 && host.trim_end_matches('.').split('.').all(label)
}

/// The domains of a column with their weights: `domain`, or else the three of RFC 2606.
fn domains(settings: &Settings) -> Result<Vec<(String, f64)>, Fault> {
    let list: Vec<(String, f64)> = match (settings.text("domain"), settings.weights("domains")) {
        (Some(_), Some(_)) => {
            return Err(Fault::of("domain", "`domain` and `domains` exclude each other"));
        }
        (Some(domain), None) => vec![(domain.to_owned(), 1.0)],
        (None, Some(weights)) => weights
            .into_iter()
            .map(|(name, weight)| name.to_text().map(|name| (name, weight)))
            .collect::<Option<_>>()
            .ok_or_else(|| Fault::of("domains", "a domain is a text"))?,
        (None, None) => vec![("example.com".to_owned(), 1.0)],
    };
    let param = if settings.text("domain").is_some() { "domain" } else { "domains" };
    for (domain, _) in &list {
        if !is_host(domain) || !is_reserved_host(domain) || domain.len() > 120 {
            let help = "a domain is example.com, example.net, example.org, or a name under one of them or under .example, \
                        .test or .invalid";
            return Err(Fault::of(param, format!("`{domain}` could be somebody's domain")).help(help));
        }
    }
    Ok(list)
}
