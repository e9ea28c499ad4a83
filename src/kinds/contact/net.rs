//! Network addresses kept for documentation: IPv4, IPv6, MAC.

use super::BLANK;
use crate::kinds::identifier::numbered::Numbered;
use crate::kinds::likeness::shaped;
use crate::kinds::masking::{Masking, Read};
use crate::kinds::{Build, identifier::check::take};
use crate::kinds::{Fault, Kind, Maker, Param, Settings, Shape};
use std::net::{Ipv4Addr, Ipv6Addr};

pub(super) const IPV4: Kind = Kind {
    name: "ipv4",
    mask: Masking::made('O', Read::Host),
    names: &[
        "ip",
        "ip address",
        "remote ip",
        "ipv4",
        "sign in ip",
        "remote addr",
        "client ip",
        "ip addr",
        "last ip",
        "remote address",
    ],
    recognise: Some(|text| text.trim().parse::<Ipv4Addr>().is_ok()),
    summary: "An IPv4 address that is never routed: one of the 762 hosts of 192.0.2.0/24, 198.51.100.0/24 and 203.0.113.0/24.",
    params: &[Param::optional(
        "range",
        Shape::OneOf(&["documentation", "benchmark", "reserved"]),
        "documentation",
        "Where 762 are too few: `benchmark` is 198.18.0.0/15 (131,072 addresses), `reserved` 240.0.0.0/4 (268,435,455).",
    )],
    inputs: &[],
    example: r#"client = { kind = "ipv4" }"#,
    source: "RFC 5737 (documentation), RFC 2544 (benchmarks), RFC 1112 (reserved)",
    could_be_real: Some(ipv4_could_be_real),
    build: Build::Maker(build_ipv4),
    ..BLANK
};

pub(super) const IPV6: Kind = Kind {
    name: "ipv6",
    mask: Masking::made('O', Read::Host),
    names: &["ipv6", "ipv6 address"],
    recognise: Some(|text| {
        text.contains("::") && text.trim().parse::<Ipv6Addr>().is_ok()
            || text.matches(':').count() == 7 && text.parse::<Ipv6Addr>().is_ok()
    }),
    summary: "An IPv6 address in 2001:db8::/32, kept for documentation, in the form of RFC 5952.",
    params: &[],
    inputs: &[],
    example: r#"client = { kind = "ipv6" }"#,
    source: "RFC 3849 (2001:db8::/32), RFC 9637 (3fff::/20), RFC 5952 (text)",
    could_be_real: Some(ipv6_could_be_real),
    build: Build::Maker(|_| Ok(Numbered::boxed_two(1 << 62, 39, "2001:db8 and 96 drawn bits", write_ipv6))),
    ..BLANK
};

pub(super) const MAC: Kind = Kind {
    name: "mac",
    mask: Masking::made('M', Read::Code(12, 12)),
    names: &["mac", "mac address", "macaddr", "hardware address"],
    recognise: Some(|text| shaped(text, "hh:hh:hh:hh:hh:hh") || shaped(text, "hh-hh-hh-hh-hh-hh")),
    summary: "The address of a network adapter, 00-00-5E-00-53-00 to FF, kept for documentation: 256 addresses; with `wide` one \
              that is administered locally, so no maker's: 2^46 addresses.",
    params: &[
        Param::optional(
            "format",
            Shape::OneOf(&["colon", "dash", "dot"]),
            "colon",
            "`00:00:5e:00:53:0a`, `00-00-5E-00-53-0A` or `0000.5e00.530a`.",
        ),
        Param::optional(
            "wide",
            Shape::Boolean,
            "false",
            "Whether to take addresses administered locally instead.",
        ),
    ],
    inputs: &[],
    example: r#"adapter = { kind = "mac", wide = true, unique = true }"#,
    source: "RFC 9542, section 2.1.2 (documentation); IEEE 802c (the bit of local administration)",
    could_be_real: Some(mac_could_be_real),
    build: Build::Maker(build_mac),
    ..BLANK
};

fn build_ipv4(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let put = |address: u64, out: &mut Vec<u8>| {
        let mut buffer = itoa::Buffer::new();
        for shift in [24, 16, 8, 0] {
            out.extend_from_slice(buffer.format((address >> shift) & 0xff).as_bytes());
            if shift > 0 {
                out.push(b'.');
            }
        }
    };
    Ok(match settings.text("range") {
        Some("benchmark") => {
            Numbered::boxed(1 << 17, 15, "198.18.0.0/15", move |n, _, out| put(0xc612_0000 + n, out))
        }
        // The last address is the broadcast to all.
        Some("reserved") => {
            Numbered::boxed((1 << 28) - 1, 15, "240.0.0.0/4", move |n, _, out| put(0xf000_0000 + n, out))
        }
        _ => Numbered::boxed(
            3 * 254,
            15,
            "the hosts of the three documentation networks",
            move |mut n, _, out| {
                let host = take(&mut n, 254) + 1;
                put(host + [0xc000_0200, 0xc633_6400, 0xcb00_7100][usize::try_from(n).unwrap_or(0)], out);
            },
        ),
    })
}

fn ipv4_could_be_real(text: &str) -> bool {
    text.trim().parse::<Ipv4Addr>().is_ok_and(|address| {
        let bits = u32::from(address);
        let within = |network: u32, length: u32| bits >> (32 - length) == network >> (32 - length);
        !(within(0xc000_0200, 24)
            || within(0xc633_6400, 24)
            || within(0xcb00_7100, 24)
            || within(0xc612_0000, 15)
            || within(0xf000_0000, 4))
    })
}

/// The number fills 62 of the 96 bits, which keeps addresses apart in a unique column; the rest are drawn freely.
pub(super) fn write_ipv6(n: u64, free: u64, out: &mut Vec<u8>) {
    let tail = (u128::from(free >> 30) << 62) | u128::from(n);
    let groups: [u16; 8] = {
        let address = (0x2001_0db8_u128 << 96) | tail;
        Ipv6Addr::from_bits(address).segments()
    };
    let (start, length) = longest_zeros(&groups);
    let mut i = 0;
    while i < groups.len() {
        if i == start && length > 1 {
            out.extend_from_slice(b"::");
            i += length;
            continue;
        }
        if i > 0 && !(length > 1 && i == start + length) {
            out.push(b':');
        }
        hex(groups[i], out);
        i += 1;
    }
}

/// The first of the longest runs of zeros, which RFC 5952 shortens where it has two groups or more.
fn longest_zeros(groups: &[u16; 8]) -> (usize, usize) {
    let (mut best, mut run) = ((0, 0), 0);
    for (i, group) in groups.iter().enumerate() {
        run = if *group == 0 { run + 1 } else { 0 };
        if run > best.1 {
            best = (i + 1 - run, run);
        }
    }
    best
}

/// Appends a group without zeros in front.
fn hex(group: u16, out: &mut Vec<u8>) {
    let digits = (16 - group.leading_zeros()).div_ceil(4).max(1);
    for k in (0..digits).rev() {
        out.push(b"0123456789abcdef"[usize::from((group >> (4 * k)) & 15)]);
    }
}

fn ipv6_could_be_real(text: &str) -> bool {
    // Eight pairs of digits are the address of a device, and these of IANA's own numbers are nobody's.
    let is_device = text.len() == 23 && text.to_ascii_lowercase().starts_with("02:00:5e:");
    !is_device
        && text.trim().parse::<Ipv6Addr>().is_ok_and(|address| {
            let segments = address.segments();
            !(segments[..2] == [0x2001, 0x0db8] || (segments[0] == 0x3fff && segments[1] < 0x1000))
        })
}

fn build_mac(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let (separator, every, digits) = match settings.text("format") {
        Some("dash") => (b'-', 1, b"0123456789ABCDEF"),
        Some("dot") => (b'.', 2, b"0123456789abcdef"),
        _ => (b':', 1, b"0123456789abcdef"),
    };
    let put = move |address: u64, out: &mut Vec<u8>| {
        for (i, byte) in address.to_be_bytes()[2..].iter().enumerate() {
            if i > 0 && i % every == 0 {
                out.push(separator);
            }
            out.push(digits[usize::from(byte >> 4)]);
            out.push(digits[usize::from(byte & 15)]);
        }
    };
    Ok(if settings.flag("wide") {
        Numbered::boxed(1 << 46, 17, "46 bits of an address administered locally", move |n, _, out| {
            // The first byte ends with the bits of local administration, 1, and of multicast, 0.
            put((n >> 40 << 42) | (1 << 41) | (n & 0xff_ffff_ffff), out);
        })
    } else {
        Numbered::boxed(256, 17, "the last byte of 00-00-5E-00-53", move |n, _, out| {
            put(0x5e00_5300 + n, out);
        })
    })
}

fn mac_could_be_real(text: &str) -> bool {
    let text = text.trim();
    let separators: Vec<usize> =
        text.char_indices().filter(|(_, c)| !c.is_ascii_hexdigit()).map(|(i, _)| i).collect();
    let shaped = match separators.as_slice() {
        [] => text.len() == 12,
        [2, 5, 8, 11, 14] => text.len() == 17 && [":", "-"].iter().any(|s| text.matches(s).count() == 5),
        [4, 9] => text.len() == 14 && text.matches('.').count() == 2,
        _ => false,
    };
    let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
    shaped
        && u64::from_str_radix(&digits, 16).is_ok_and(|address| {
            address >> 8 != 0x005e_0053 && (address >> 40) & 2 == 0 && (address >> 40) & 1 == 0
        })
}
