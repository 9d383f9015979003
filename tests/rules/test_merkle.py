"""The tree of RFC 6962, by its own definition, by published roots, and against changes."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.rules.merkle import (
    EMPTY_ROOT,
    Frontier,
    Proofs,
    leaf_hash,
    node_hash,
    root_by_path,
)

# The inputs and roots that Certificate Transparency's own implementations are tested with.
PUBLISHED_LEAVES = tuple(
    bytes.fromhex(one)
    for one in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
)  # fmt: skip
PUBLISHED_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def _hash_of(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + _hash_of(leaves[:k]) + _hash_of(leaves[k:])).digest()


def _contents(count: int) -> list[bytes]:
    return [f"event {number}".encode() for number in range(count)]


def test_published_leaves_give_the_published_roots() -> None:
    tree, roots = Frontier(), []
    for content in PUBLISHED_LEAVES:
        tree.append(leaf_hash(content))
        roots.append(tree.root().hex())

    assert roots == list(PUBLISHED_ROOTS)
    assert Frontier().root() == EMPTY_ROOT == hashlib.sha256(b"").digest()


def test_the_frontier_has_the_root_of_the_definition_at_every_size_to_300() -> None:
    tree, contents = Frontier(), _contents(300)
    for size in range(1, 301):
        tree.append(leaf_hash(contents[size - 1]))

        assert tree.root() == _hash_of(contents[:size])
        assert Proofs(map(leaf_hash, contents[:size])).root() == tree.root()


def test_a_frontier_goes_on_from_its_parts() -> None:
    hashes = [leaf_hash(one) for one in _contents(77)]
    first = Frontier()
    for leaf in hashes[:40]:
        first.append(leaf)

    second = Frontier(first.size, first.parts)
    for leaf in hashes[40:]:
        second.append(leaf)

    assert second.root() == Proofs(hashes).root()
    assert first.size == 40


@pytest.mark.parametrize(("size", "count"), [(0, 1), (3, 1), (4, 2)])
def test_parts_of_another_size_are_refused(size: int, count: int) -> None:
    with pytest.raises(ValueError, match="other parts"):
        Frontier(size, [bytes(32)] * count)


def test_every_leaf_of_every_tree_to_70_is_proved_and_no_other() -> None:
    hashes = [leaf_hash(one) for one in _contents(70)]
    for size in range(1, 71):
        proofs = Proofs(hashes[:size])
        for position in range(size):
            path = proofs.path(position)

            assert root_by_path(hashes[position], position, size, path) == proofs.root()
            assert root_by_path(leaf_hash(b"x"), position, size, path) != proofs.root()


@given(st.integers(1, 200), st.data())
def test_a_path_changed_shortened_or_moved_proves_nothing(size: int, data: st.DataObject) -> None:
    hashes = [leaf_hash(one) for one in _contents(size)]
    proofs, position = Proofs(hashes), data.draw(st.integers(0, size - 1))
    path = list(proofs.path(position))
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != position or size == 1))

    if path:
        spot = data.draw(st.integers(0, len(path) - 1))
        changed = [*path[:spot], bytes(32), *path[spot + 1 :]]
        assert root_by_path(hashes[position], position, size, changed) != proofs.root()
        assert root_by_path(hashes[position], position, size, path[:-1]) != proofs.root()
    longer = [*path, bytes(32)]
    assert root_by_path(hashes[position], position, size, longer) is None
    if other != position:
        assert root_by_path(hashes[position], other, size, path) != proofs.root()
    assert root_by_path(hashes[position], size, size, path) is None


def test_a_node_never_passes_for_a_leaf() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")

    assert leaf_hash(left + right) != node_hash(left, right)
