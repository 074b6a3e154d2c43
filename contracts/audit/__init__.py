"""The published format of the sealed logs (C2SP, RFC 6962), and the verifier that reads it."""
