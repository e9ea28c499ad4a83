//! Manifests, digests and comparisons.
