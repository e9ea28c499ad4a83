//! Values that have the form of somebody's, and that everybody knows to be nobody's: they stand in clean fixtures everywhere.

use super::class::Class;
use super::forms::without_extension;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Hosts under which addresses are names of vocabularies (W3C, OASIS, ECMA-376, JSON Schema).
const NAMESPACES: [&str; 8] = [
    "www.w3.org",
    "w3.org",
    "schemas.xmlsoap.org",
    "schemas.microsoft.com",
    "schemas.openxmlformats.org",
    "json-schema.org",
    "schema.org",
    "purl.org",
];

/// Ends of names of files, none of which is a domain (IANA, root zone).
const FILES: [&str; 17] = [
    "css", "gif", "html", "ico", "jpeg", "jpg", "js", "json", "jsx", "png", "svg", "ts", "tsx", "txt",
    "webp", "xml", "yml",
];

/// Numbers that processors of payments publish for tests (Stripe, Braintree, PayPal, Adyen), beside those that the kind makes.
const PUBLISHED: [&str; 41] = [
    "4000000000000002",
    "4000000000000069",
    "4000000000000077",
    "4000000000000101",
    "4000000000000119",
    "4000000000000127",
    "4000000000000259",
    "4000000000000341",
    "4000000000003220",
    "4000000000009987",
    "4000000000009995",
    "4000000760000002",
    "4000001240000000",
    "4000002500003155",
    "4000002760003184",
    "4000003720000278",
    "4000004840008001",
    "4000008260000000",
    "4000008260003178",
    "4009348888881881",
    "4012000033330026",
    "4012000077777777",
    "4005519200000004",
    "4500600000000061",
    "4217651111111119",
    "4917610000000000",
    "4222222222222",
    "2222400070000005",
    "2223000048400011",
    "5019717010103742",
    "5610591081018250",
    "6200000000000005",
    "6200000000000047",
    "6011981111111113",
    "6331101999990016",
    "6555900000604105",
    "6759649826438453",
    "30569309025904",
    "38520000023237",
    "3530111333300000",
    "378734493671000",
];

/// Whether a value of a class is nobody's, whoever writes it.
pub(super) fn is_nobodys(class: Class, text: &str) -> bool {
    match class {
        Class::Ipv4 => text.parse::<Ipv4Addr>().is_ok_and(|ip| {
            ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                // This network, RFC 6890.
                || ip.octets()[0] == 0
                || ip.is_broadcast()
                || ip.is_multicast()
                || is_of_carriers(ip)
        }),
        Class::Ipv6 => text.parse::<Ipv6Addr>().is_ok_and(|ip| {
            ip.is_loopback()
                || ip.is_unspecified()
                || ip.is_multicast()
                || ip.is_unicast_link_local()
                || ip.is_unique_local()
        }),
        Class::Url => {
            let host = text.split_once("://").map_or("", |(_, rest)| rest);
            let host = host.split(['/', ':', '?', '#']).next().unwrap_or("");
            NAMESPACES.iter().any(|known| host.eq_ignore_ascii_case(known)) || is_of_this_network(host)
        }
        Class::Email => {
            let host = text.rsplit_once('@').map_or("", |(_, host)| host);
            let top = host.rsplit('.').next().unwrap_or("");
            let local = text.split('@').next().unwrap_or("");
            let of_machines = ["git", "noreply", "no-reply", "donotreply", "do-not-reply"];
            of_machines.iter().any(|of| local.eq_ignore_ascii_case(of))
                || FILES.iter().any(|end| top.eq_ignore_ascii_case(end))
                || is_of_this_network(host)
        }
        Class::Ssn => {
            // What advertisements print, and all nines.
            let digits = digits_of(text);
            digits.starts_with("98765432") || digits == "999999999"
        }
        Class::Phone => {
            let digits = digits_of(without_extension(text));
            let national = digits.strip_prefix('1').filter(|rest| rest.len() == 10).unwrap_or(&digits);
            let one = national.bytes().all(|b| national.as_bytes().first() == Some(&b));
            // The numbers that France keeps for films (ARCEP, decision 2018-0881).
            let french = digits.strip_prefix("33").or_else(|| digits.strip_prefix('0')).unwrap_or("");
            let filmed = ["19900", "26191", "35301", "46571", "53649", "63998"];
            if french.len() == 9 && filmed.iter().any(|kept| french.starts_with(kept)) {
                return true;
            }
            // The highest number of four bytes, and what is next to it, are in columns where nothing else fits.
            if text == "2147483647" || text == "2147483648" {
                return true;
            }
            // The numbers with which programs that call Twilio are tried.
            one || national.len() == 10 && national.starts_with("500555000")
        }
        Class::Card => {
            let digits = digits_of(text);
            !is_of_network(&digits) || PUBLISHED.contains(&digits.as_str())
        }
        _ => false,
    }
}

/// Names that mean something in one network alone (RFC 6761, RFC 6762; ICANN, resolution 2024.07.29.06).
fn is_of_this_network(host: &str) -> bool {
    let top = host.rsplit('.').next().unwrap_or("");
    ["localhost", "local", "internal", "localdomain", "lan"].iter().any(|own| top.eq_ignore_ascii_case(own))
}

/// Addresses that carriers share among their customers, and those of protocols (RFC 6598, RFC 6890).
fn is_of_carriers(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    (a == 100 && b & 0xc0 == 64) || (a, b, c) == (192, 0, 0)
}

/// Whether a network of cards gives out numbers that begin so and are so long (ISO/IEC 7812-1, and what the networks publish).
fn is_of_network(digits: &str) -> bool {
    let begins = |heads: &[&str]| heads.iter().any(|head| digits.starts_with(head));
    match digits.len() {
        13 => begins(&["4", "5", "6"]),
        14 => begins(&["30", "36", "38", "39", "5", "6"]),
        15 => begins(&["34", "37", "5", "6"]),
        _ => begins(&["2", "30", "35", "36", "38", "39", "4", "5", "6"]),
    }
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
