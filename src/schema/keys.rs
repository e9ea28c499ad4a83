//! How a TOML table becomes a struct: each key is written once, with its type and its documentation.

use super::reader::{Node, Reader};
use crate::error::nearest;
use schemars::{Schema, SchemaGenerator};
use toml::de::DeTable;

/// A type that can be read from a TOML value, and that can say in JSON Schema what it accepts.
pub(super) trait Decode: Sized {
    /// Reads the value of the key `key`; `None` means that a problem was reported.
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self>;

    /// What the type accepts.
    fn schema(generator: &mut SchemaGenerator) -> Schema;

    /// What stands for a key that is not written; `None` for a key that must be.
    fn absent() -> Option<Self> {
        None
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        T::decode(reader, key, node).map(Some)
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        T::schema(generator)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

/// Defines a struct that is read from a TOML table.
///
/// `apart` are fields that no key of the table sets; `keys` are the keys. With `rest NAME`, all other keys are
/// collected there unchecked; without it they are problems. `place NAME` keeps where the table is. Every field is read even if
/// another is wrong, so that all problems are found at once.
macro_rules! keyed {
    (
        $(#[doc = $about:literal])*
        #[derive($($derive:ident),*)]
        $vis:vis struct $name:ident {
            apart { $( $(#[doc = $apart_doc:literal])* $apart:ident: $apart_type:ty, )* }
            keys { $( $(#[doc = $doc:literal])* $key:ident: $type:ty, )* }
            $( rest { $(#[doc = $rest_doc:literal])* $rest:ident } )?
            $( place { $(#[doc = $place_doc:literal])* $place:ident } )?
        }
    ) => {
        $(#[doc = $about])*
        #[derive($($derive),*)]
        $vis struct $name {
            $( $(#[doc = $apart_doc])* pub $apart: $apart_type, )*
            $( $(#[doc = $doc])* pub $key: $type, )*
            $(
                $(#[doc = $rest_doc])*
                pub $rest: Vec<($crate::error::Spanned<String>, $crate::error::Spanned<$crate::schema::Value>)>,
            )?
            $( $(#[doc = $place_doc])* pub $place: $crate::error::Span, )?
        }

        impl $name {
            /// The keys of the table, in the order of the documentation.
            pub(in crate::schema) const KEYS: &'static [&'static str] = &[$( stringify!($key) ),*];
        }

        impl $crate::schema::keys::Decode for $name {
            fn decode(
                reader: &mut $crate::schema::reader::Reader<'_>,
                key: &str,
                node: &$crate::schema::reader::Node<'_>,
            ) -> Option<Self> {
                use $crate::schema::keys::field;
                let table = reader.table(key, node, Self::KEYS)?;
                $( let $key = field::<$type>(reader, table, Self::KEYS, stringify!($key), node); )*
                $( let $rest = reader.rest(table, Self::KEYS); )?
                if !$crate::schema::keys::keyed!(@open $($rest)?) {
                    reader.refuse_others(table, Self::KEYS, key);
                }
                Some(Self {
                    $( $apart: <$apart_type>::default(), )*
                    $( $key: $key?, )*
                    $( $rest, )?
                    $( $place: reader.span(node), )?
                })
            }

            fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                generator.subschema_for::<Self>()
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                use $crate::schema::keys::{Decode, property};
                let mut properties = serde_json::Map::new();
                let mut required: Vec<&str> = Vec::new();
                $(
                    let shape = <$type as Decode>::schema(generator);
                    properties.insert(stringify!($key).to_owned(), property(shape, concat!("", $($doc),*)));
                    if <$type as Decode>::absent().is_none() {
                        required.push(stringify!($key));
                    }
                )*
                let mut shape = schemars::json_schema!({
                    "type": "object",
                    "description": concat!("", $($about),*).trim(),
                    "properties": properties,
                });
                if !required.is_empty() {
                    shape.insert("required".to_owned(), required.into());
                }
                let open = $crate::schema::keys::keyed!(@open $($rest)?);
                shape.insert("additionalProperties".to_owned(), open.into());
                shape
            }
        }
    };
    (@open $rest:ident) => { true };
    (@open) => { false };
}
pub(super) use keyed;

/// Reads one key of a table; where it is wrong, what stands for its absence goes on if there is such a thing.
pub(super) fn field<T: Decode>(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    keys: &[&str],
    key: &str,
    node: &Node<'_>,
) -> Option<T> {
    match table.get(key) {
        Some(value) => T::decode(reader, key, value).or_else(T::absent),
        None => {
            let absent = T::absent();
            if absent.is_none() && !slip(table, keys, key) {
                reader.missing(node, key);
            }
            absent
        }
    }
}

/// Whether a table has a key that was meant to be this one: a slip that is reported as such.
pub(super) fn slip(table: &DeTable<'_>, keys: &[&str], key: &str) -> bool {
    // More unknown keys than a table has known ones are not slips.
    let unknown = table.keys().filter(|name| !keys.contains(&name.get_ref().as_ref())).take(keys.len());
    unknown.into_iter().any(|name| nearest(name.get_ref(), keys.iter().copied()) == Some(key))
}

/// A property with its description.
pub(super) fn property(mut shape: Schema, description: &str) -> serde_json::Value {
    let description = description.trim().replace('`', "");
    if !description.is_empty() {
        shape.insert("description".to_owned(), description.into());
    }
    shape.to_value()
}
