"""Certificates for the TLS cases, made here: one authority, and every way to be wrong."""

import ipaddress
import ssl
import warnings
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NOW = datetime.now(UTC)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(
    key, issuer_key, issuer: x509.Name, subject: x509.Name, begin: datetime, end: datetime, places: Sequence[str], *, ca: bool
):
    names = [x509.IPAddress(ipaddress.ip_address(place)) for place in places]
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if names:
        made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return made.sign(issuer_key, hashes.SHA256())


def contexts(folder: Path, places: Sequence[str]) -> tuple[dict[str, ssl.SSLContext], Path]:
    """Server contexts by kind, and the authority's PEM file that a client may trust."""
    day = timedelta(days=1)
    keys = {kind: ec.generate_private_key(ec.SECP256R1()) for kind in ("ca", "stranger-ca", "server")}
    ca, stranger = _name("Test authority"), _name("Stranger")
    root = _certificate(keys["ca"], keys["ca"], ca, ca, NOW - day, NOW + 9 * day, (), ca=True)
    (folder / "ca.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    kinds = {
        "good": (keys["ca"], ca, NOW - day, NOW + day, places),
        "old": (keys["ca"], ca, NOW - day, NOW + day, places),
        "expired": (keys["ca"], ca, NOW - 9 * day, NOW - day, places),
        "early": (keys["ca"], ca, NOW + day, NOW + 9 * day, places),
        "other": (keys["ca"], ca, NOW - day, NOW + day, ("192.0.2.1",)),
        "self": (keys["server"], _name("server"), NOW - day, NOW + day, places),
        "stranger": (keys["stranger-ca"], stranger, NOW - day, NOW + day, places),
    }
    found = {}
    for kind, (signer, issuer, begin, end, names) in kinds.items():
        made = _certificate(keys["server"], signer, issuer, _name("server"), begin, end, names, ca=False)
        pem = folder / f"{kind}.pem"
        pem.write_bytes(
            keys["server"].private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + made.public_bytes(serialization.Encoding.PEM)
        )
        found[kind] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        found[kind].load_cert_chain(pem)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # TLS 1.1 is what the case is about
        found["old"].minimum_version = ssl.TLSVersion.TLSv1
        found["old"].maximum_version = ssl.TLSVersion.TLSv1_1
    found["old"].set_ciphers("DEFAULT:@SECLEVEL=0")
    return found, folder / "ca.pem"
