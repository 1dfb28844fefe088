//! Bytes to records and findings: one file per format.
