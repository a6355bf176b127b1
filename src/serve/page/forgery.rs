//! Proof that a form came from a page of this process, so that a page of another site cannot send it.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Drawn when it is first needed, and forgotten with the process. `None` where the system has no randomness.
static SECRET: LazyLock<Option<[u8; 32]>> = LazyLock::new(|| {
    let mut secret = [0; 32];
    let provider = rustls::crypto::ring::default_provider();
    let drawn = provider.secure_random.fill(&mut secret);
    drawn.is_ok().then_some(secret)
});

/// The proof for a form of one purpose; `None` where there can be none.
pub fn proof(purpose: &str) -> Option<String> {
    let secret = SECRET.as_ref()?;
    let digest = Sha256::new().chain_update(secret).chain_update(purpose);
    let digest = digest.finalize();
    Some(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Whether this is the proof; compared without telling by its time how much of it is right.
pub fn is_proved(purpose: &str, given: &str) -> bool {
    proof(purpose).is_some_and(|proof| proof.as_bytes().ct_eq(given.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_of_one_purpose() {
        let proof = proof("beat chips").unwrap();
        assert!(is_proved("beat chips", &proof));
        assert!(!is_proved("beat laws", &proof));
        assert!(!is_proved("beat chips", ""));
        assert!(!is_proved("beat chips", &proof[1..]));
    }
}
