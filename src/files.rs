//! Whole writes and mapped reads.
