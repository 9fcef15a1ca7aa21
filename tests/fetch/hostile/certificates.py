"""Certificates for the TLS cases, made here: one authority, and every way to be wrong."""

import ipaddress
import ssl
import warnings
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
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
    keys = {kind: ec.generate_private_key(ec.SECP256R1()) for kind in ("ca", "stranger-ca", "middle", "leaf", "server")}
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)
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
        "nameless": (keys["ca"], ca, NOW - day, NOW + day, ()),
        "gap": (keys["middle"], _name("Middle, whose own certificate is not sent"), NOW - day, NOW + day, places),
        "usurper": (keys["leaf"], _name("Leaf"), NOW - day, NOW + day, places),
        "weak": (keys["ca"], ca, NOW - day, NOW + day, places),
        "mutual": (keys["ca"], ca, NOW - day, NOW + day, places),
    }
    leaf = _certificate(keys["leaf"], keys["ca"], ca, _name("Leaf"), NOW - day, NOW + day, (), ca=False)
    found = {}
    for kind, (signer, issuer, begin, end, names) in kinds.items():
        key = weak if kind == "weak" else keys["server"]
        common = next(iter(places), "server") if kind == "nameless" else "server"
        chain = [_certificate(key, signer, issuer, _name(common), begin, end, names, ca=False)]
        chain += [leaf] if kind == "usurper" else []
        pem = folder / f"{kind}.pem"
        pem.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            + b"".join(one.public_bytes(serialization.Encoding.PEM) for one in chain)
        )
        found[kind] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if kind == "weak":
            found[kind].set_ciphers("DEFAULT:@SECLEVEL=0")
        found[kind].load_cert_chain(pem)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # TLS 1.1 is what the case is about
        found["old"].minimum_version = ssl.TLSVersion.TLSv1
        found["old"].maximum_version = ssl.TLSVersion.TLSv1_1
    found["old"].set_ciphers("DEFAULT:@SECLEVEL=0")
    found["mutual"].verify_mode = ssl.CERT_REQUIRED
    found["mutual"].load_verify_locations(folder / "ca.pem")
    return found, folder / "ca.pem"
