"""The ciphers are the published ones: known answers, and laws of the joining."""

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given
from hypothesis import strategies as st

from kiwoom.vault.cipher import Sealed, decrypt, derive, encrypt, fields

# Test case 16 of the GCM specification (McGrew and Viega, 2005): AES-256, AAD.
GCM_KEY = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
GCM_NONCE = bytes.fromhex("cafebabefacedbaddecaf888")
GCM_PLAIN = bytes.fromhex(
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
)
GCM_CONTEXT = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
GCM_CIPHER = bytes.fromhex(
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
)
GCM_TAG = bytes.fromhex("76fc6ece0f4e1768cddf8853bb2d551b")

# RFC 9106, section 5.3.
ARGON2ID_TAG = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


def test_the_cipher_is_aes_256_gcm() -> None:
    sealed = Sealed(GCM_NONCE, GCM_CIPHER + GCM_TAG)

    assert decrypt(GCM_KEY, sealed, GCM_CONTEXT) == GCM_PLAIN
    assert AESGCM(GCM_KEY).encrypt(GCM_NONCE, GCM_PLAIN, GCM_CONTEXT) == (
        GCM_CIPHER + GCM_TAG
    )


def test_a_passphrase_is_stretched_by_argon2id() -> None:
    stretched = Argon2id(
        salt=b"\x02" * 16,
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        secret=b"\x03" * 8,
        ad=b"\x04" * 12,
    ).derive(b"\x01" * 32)

    assert stretched.hex() == ARGON2ID_TAG


@given(st.binary(), st.binary())
def test_whatever_is_encrypted_is_decrypted(text: bytes, context: bytes) -> None:
    key = derive(b"k" * 32, "test")

    assert decrypt(key, encrypt(key, text, context), context) == text


@given(st.lists(st.binary()), st.lists(st.binary()))
def test_two_lists_of_parts_never_join_to_the_same(
    one: list[bytes], other: list[bytes]
) -> None:
    assert (fields(*one) == fields(*other)) == (one == other)


def test_a_key_for_one_purpose_is_no_key_for_another() -> None:
    assert derive(b"k" * 32, "enc") != derive(b"k" * 32, "commit")
